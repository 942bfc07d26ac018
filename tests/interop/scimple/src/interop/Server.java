package interop;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.List;
import org.apache.directory.scim.core.repository.DefaultPatchHandler;
import org.apache.directory.scim.core.repository.RepositoryRegistry;
import org.apache.directory.scim.core.repository.SelfIdResolver;
import org.apache.directory.scim.core.schema.SchemaRegistry;
import org.apache.directory.scim.protocol.UserResource;
import org.apache.directory.scim.protocol.data.ErrorResponse;
import org.apache.directory.scim.server.configuration.ServerConfiguration;
import org.apache.directory.scim.server.rest.EtagGenerator;
import org.apache.directory.scim.server.rest.ScimResourceHelper;
import org.apache.directory.scim.server.rest.UserResourceImpl;
import org.apache.directory.scim.spec.extension.EnterpriseExtension;
import org.apache.directory.scim.spec.resources.ScimGroup;
import org.apache.directory.scim.spec.resources.ScimUser;
import org.apache.directory.scim.spec.schema.ServiceProviderConfiguration.AuthenticationSchema;
import org.glassfish.hk2.api.TypeLiteral;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * Serves Apache SCIMple on 127.0.0.1, to test it with scim-conformance. Usage: {@code SCIM_TOKEN=secret java
 * interop.Server PORT}. The base URL is {@code http://127.0.0.1:PORT/scim/v2}.
 */
public final class Server {
    private static final int MAX_OPERATIONS = 1000;
    private static final int MAX_PAYLOAD_SIZE = 1 << 20;
    private static final int MAX_RESULTS = 10_000;

    public static void main(String[] arguments) throws Exception {
        String token = System.getenv("SCIM_TOKEN");
        if (token == null || arguments.length != 1) {
            System.err.println("Usage: SCIM_TOKEN=secret java interop.Server PORT");
            System.exit(3);
        }
        String base = "http://127.0.0.1:" + arguments[0] + "/scim/v2";
        SchemaRegistry schemas = new SchemaRegistry();
        RepositoryRegistry repositories = new RepositoryRegistry(schemas);
        DefaultPatchHandler patches = new DefaultPatchHandler(schemas);
        repositories.registerRepositories(List.of(
                new Store<>(
                        new Store.Kind<>(
                                ScimUser.class, "/Users", "userName", ScimUser::getUserName, true,
                                user -> user.setGroups(null), List.of(EnterpriseExtension.class)),
                        base, schemas, patches),
                new Store<>(
                        new Store.Kind<>(
                                ScimGroup.class, "/Groups", "displayName", ScimGroup::getDisplayName, false,
                                group -> {}, List.of()),
                        base, schemas, patches)));
        ResourceConfig application = new ResourceConfig();
        ScimResourceHelper.scimpleFeatureAndResourceClasses().forEach(application::register);
        application.register(new Guard(token));
        application.register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(schemas).to(SchemaRegistry.class);
                bind(repositories).to(RepositoryRegistry.class);
                bind(configuration()).to(ServerConfiguration.class);
                bind(new EtagGenerator()).to(EtagGenerator.class);
                bind(UserResourceImpl.class).to(UserResource.class);
                bind(nobody()).to(new TypeLiteral<Instance<SelfIdResolver>>() {});
            }
        });
        GrizzlyHttpServerFactory.createHttpServer(URI.create(base + "/"), application);
        System.out.println(base);
        Thread.currentThread().join();
    }

    private static ServerConfiguration configuration() {
        ServerConfiguration configuration = new ServerConfiguration();
        configuration.setBulkMaxOperations(MAX_OPERATIONS);
        configuration.setBulkMaxPayloadSize(MAX_PAYLOAD_SIZE);
        configuration.setSupportsFilter(true);
        configuration.setFilterMaxResults(MAX_RESULTS);
        AuthenticationSchema bearer = new AuthenticationSchema();
        bearer.setName("Bearer");
        bearer.setDescription("A token in the Authorization header");
        bearer.setType(AuthenticationSchema.Type.OAUTH_BEARER);
        return configuration.addAuthenticationSchema(bearer);
    }

    /** States that the token belongs to no user of this store. */
    @SuppressWarnings("unchecked")
    private static Instance<SelfIdResolver> nobody() {
        return (Instance<SelfIdResolver>) Proxy.newProxyInstance(
                Server.class.getClassLoader(), new Class<?>[] {Instance.class},
                (proxy, method, arguments) -> method.getName().equals("isUnsatisfied"));
    }

    @PreMatching
    @Singleton
    @Priority(Priorities.AUTHENTICATION)
    private record Guard(String token) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            String sent = request.getHeaderString("Authorization");
            byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
            if (sent == null || !MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected))
                request.abortWith(Response.status(Response.Status.UNAUTHORIZED)
                        .type("application/scim+json")
                        .header("WWW-Authenticate", "Bearer realm=\"scim\"")
                        .entity(new ErrorResponse(Response.Status.UNAUTHORIZED, "A valid bearer token is required"))
                        .build());
            else request.setSecurityContext(new Caller(request.getSecurityContext()));
        }
    }

    private record Caller(SecurityContext connection) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return () -> "interop";
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return connection.isSecure();
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
