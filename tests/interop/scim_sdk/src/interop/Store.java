package interop;

import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.etag.ETag;
import de.captaingoldfish.scim.sdk.common.exceptions.ConflictException;
import de.captaingoldfish.scim.sdk.common.exceptions.ResourceNotFoundException;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.common.utils.JsonHelper;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Stores resources of one type in memory. It returns copies, so that a caller cannot change a stored resource. Versions
 * are numbers: those that SCIM-SDK computes depend on whether the location is set already.
 */
abstract class Store<T extends ResourceNode> extends ResourceHandler<T> {
    private final Map<String, T> rows = new LinkedHashMap<>();
    private final Function<T, String> key;
    private int changes;

    /** @param key returns the value that must be unique, compared without case; null if there is none */
    Store(Function<T, String> key) {
        this.key = key;
    }

    @Override
    public T createResource(T resource, Context context) {
        resource.setId(UUID.randomUUID().toString());
        return keep(resource, Instant.now());
    }

    @Override
    public T updateResource(T resource, Context context) {
        return keep(resource, found(resource.getId().orElseThrow()).getMeta().orElseThrow().getCreated().orElseThrow());
    }

    @Override
    public T getResource(
            String id, List<SchemaAttribute> attributes, List<SchemaAttribute> excluded, Context context) {
        return copy(found(id));
    }

    @Override
    public PartialListResponse<T> listResources(
            long startIndex,
            int count,
            FilterNode filter,
            SchemaAttribute sortBy,
            SortOrder sortOrder,
            List<SchemaAttribute> attributes,
            List<SchemaAttribute> excluded,
            Context context) {
        List<T> all = rows.values().stream().map(this::copy).toList();
        return PartialListResponse.<T>builder().resources(all).totalResults(all.size()).build();
    }

    @Override
    public void deleteResource(String id, Context context) {
        found(id);
        rows.remove(id);
    }

    private T keep(T resource, Instant created) {
        String id = resource.getId().orElseThrow();
        String value = key.apply(resource);
        boolean taken = value != null && rows.values().stream()
                .anyMatch(row -> !row.getId().equals(resource.getId()) && value.equalsIgnoreCase(key.apply(row)));
        if (taken) throw new ConflictException("'" + value + "' is taken", "uniqueness");
        Meta meta = resource.getMeta().orElseThrow();
        meta.setCreated(created);
        meta.setLastModified(Instant.now());
        meta.setVersion(ETag.builder().tag(String.valueOf(++changes)).build());
        rows.put(id, copy(resource));
        return resource;
    }

    private T found(String id) {
        T row = rows.get(id);
        if (row == null) throw new ResourceNotFoundException("Resource " + id + " not found");
        return row;
    }

    private T copy(T resource) {
        return JsonHelper.copyResourceToObject(resource.deepCopy(), getType());
    }
}
