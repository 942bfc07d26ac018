package interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.exceptions.BadRequestException;
import de.captaingoldfish.scim.sdk.common.exceptions.NotImplementedException;
import de.captaingoldfish.scim.sdk.common.exceptions.UnauthenticatedException;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.BulkConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.ETagConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.AuthenticationScheme;
import de.captaingoldfish.scim.sdk.common.response.ErrorResponse;
import de.captaingoldfish.scim.sdk.common.response.ScimResponse;
import de.captaingoldfish.scim.sdk.server.endpoints.EndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.base.GroupEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.schemas.custom.ETagFeature;
import de.captaingoldfish.scim.sdk.server.schemas.custom.ResourceTypeFeatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves SCIM-SDK on 127.0.0.1, to test it with scim-conformance. Usage: {@code SCIM_TOKEN=secret java interop.Server
 * PORT}. The base URL is {@code http://127.0.0.1:PORT/scim/v2}.
 */
public final class Server {
    private static final String PATH = "/scim/v2";
    private static final int MAX_OPERATIONS = 1000;
    private static final long MAX_PAYLOAD_SIZE = 1L << 20;
    private static final int MAX_RESULTS = 10_000;

    private static final Map<String, HttpMethod> METHODS =
            Stream.of(HttpMethod.values()).collect(Collectors.toMap(HttpMethod::name, Function.identity()));
    private static final AuthenticationScheme BEARER = AuthenticationScheme.builder()
            .name("Bearer")
            .description("A token in the Authorization header")
            .type("oauthbearertoken")
            .build();

    private final ResourceEndpoint endpoint = new ResourceEndpoint(serviceProvider());
    private final String origin;
    private final byte[] expected;

    private Server(int port, String token) {
        origin = "http://127.0.0.1:" + port;
        expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        register(new UserEndpointDefinition(new Store<User>(user -> user.getUserName().orElse(null)) {}));
        register(new GroupEndpointDefinition(new Store<Group>(group -> null) {}));
    }

    public static void main(String[] arguments) throws IOException {
        String token = System.getenv("SCIM_TOKEN");
        if (token == null || arguments.length != 1) {
            System.err.println("Usage: SCIM_TOKEN=secret java interop.Server PORT");
            System.exit(3);
        }
        int port = Integer.parseInt(arguments[0]);
        Server server = new Server(port, token);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.createContext(PATH, server::handle);
        http.start();
        System.out.println(server.origin + PATH);
    }

    private static ServiceProvider serviceProvider() {
        BulkConfig bulk = BulkConfig.builder()
                .supported(true)
                .maxOperations(MAX_OPERATIONS)
                .maxPayloadSize(MAX_PAYLOAD_SIZE)
                .build();
        return ServiceProvider.builder()
                .bulkConfig(bulk)
                .patchConfig(PatchConfig.builder().supported(true).build())
                .filterConfig(FilterConfig.builder().supported(true).maxResults(MAX_RESULTS).build())
                .eTagConfig(ETagConfig.builder().supported(true).build())
                .authenticationSchemes(List.of(BEARER))
                .build();
    }

    private void register(EndpointDefinition definition) {
        endpoint.registerEndpoint(definition).setFeatures(ResourceTypeFeatures.builder()
                .autoFiltering(true)
                .eTagFeature(ETagFeature.builder().enabled(true).build())
                .build());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            ScimResponse response = admitted(exchange) ? answer(exchange, body) : refusal();
            response.getHttpHeaders().forEach(exchange.getResponseHeaders()::set);
            byte[] content = response.isEmpty() ? new byte[0] : response.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.getHttpStatus(), content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private boolean admitted(HttpExchange exchange) {
        String sent = exchange.getRequestHeaders().getFirst("Authorization");
        return sent != null && MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected);
    }

    private static ScimResponse refusal() {
        return new ErrorResponse(new UnauthenticatedException("A valid bearer token is required", BEARER, "scim"));
    }

    private ScimResponse answer(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        HttpMethod method = METHODS.get(exchange.getRequestMethod());
        if (method == null)
            return new ErrorResponse(new NotImplementedException(exchange.getRequestMethod() + " is not implemented"));
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return endpoint.handleRequest(origin + exchange.getRequestURI(), method, text, headers, null);
        } catch (CharacterCodingException problem) {
            return new ErrorResponse(new BadRequestException("The body is not UTF-8"));
        }
    }
}
