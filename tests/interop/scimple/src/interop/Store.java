package interop;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.directory.scim.core.repository.PatchHandler;
import org.apache.directory.scim.core.repository.Repository;
import org.apache.directory.scim.core.schema.SchemaRegistry;
import org.apache.directory.scim.spec.annotation.ScimResourceType;
import org.apache.directory.scim.spec.exception.ConflictResourceException;
import org.apache.directory.scim.spec.exception.ResourceException;
import org.apache.directory.scim.spec.filter.Filter;
import org.apache.directory.scim.spec.filter.FilterExpressions;
import org.apache.directory.scim.spec.filter.FilterResponse;
import org.apache.directory.scim.spec.filter.PageRequest;
import org.apache.directory.scim.spec.filter.SortRequest;
import org.apache.directory.scim.spec.filter.attribute.AttributeReference;
import org.apache.directory.scim.spec.patch.PatchOperation;
import org.apache.directory.scim.spec.resources.ScimExtension;
import org.apache.directory.scim.spec.resources.ScimResource;
import org.apache.directory.scim.spec.schema.Meta;

/**
 * Stores resources of one type in memory. It returns copies, so that a caller cannot change a stored resource.
 */
final class Store<T extends ScimResource> implements Repository<T> {
    /** The differences between users and groups. */
    record Kind<T>(
            Class<T> type,
            String endpoint,
            String required,
            Function<T, String> name,
            boolean unique,
            Consumer<T> dropReadOnly,
            List<Class<? extends ScimExtension>> extensions) {}

    private final Map<String, T> rows = new LinkedHashMap<>();
    private final Kind<T> kind;
    private final String base;
    private final SchemaRegistry schemas;
    private final PatchHandler patches;
    private int changes;

    Store(Kind<T> kind, String base, SchemaRegistry schemas, PatchHandler patches) {
        this.kind = kind;
        this.base = base;
        this.schemas = schemas;
        this.patches = patches;
    }

    @Override
    public Class<T> getResourceClass() {
        return kind.type();
    }

    @Override
    public List<Class<? extends ScimExtension>> getExtensionList() {
        return kind.extensions();
    }

    @Override
    public synchronized T create(T resource) throws ResourceException {
        return keep(SerializationUtils.clone(resource), UUID.randomUUID().toString(), now());
    }

    @Override
    public synchronized T update(
            String id, String version, T resource, Set<AttributeReference> included, Set<AttributeReference> excluded)
            throws ResourceException {
        return keep(SerializationUtils.clone(resource), id, found(id).getMeta().getCreated());
    }

    @Override
    public synchronized T patch(
            String id,
            String version,
            List<PatchOperation> operations,
            Set<AttributeReference> included,
            Set<AttributeReference> excluded)
            throws ResourceException {
        T row = found(id);
        return keep(patches.apply(SerializationUtils.clone(row), operations), id, row.getMeta().getCreated());
    }

    @Override
    public synchronized T get(String id) throws ResourceException {
        return SerializationUtils.clone(found(id));
    }

    @Override
    public synchronized FilterResponse<T> find(Filter filter, PageRequest page, SortRequest sort) {
        String urn = kind.type().getAnnotation(ScimResourceType.class).schema();
        Predicate<ScimResource> wanted = FilterExpressions.inMemory(filter, schemas.getSchema(urn));
        List<T> all = rows.values().stream().filter(wanted).toList();
        int from = page.getStartIndex() == null ? 0 : Math.max(0, page.getStartIndex() - 1);
        int count = page.getCount() == null ? all.size() : Math.max(0, page.getCount());
        List<T> part = all.stream().skip(from).limit(count).map(SerializationUtils::clone).toList();
        return new FilterResponse<>(new ArrayList<>(part), page, all.size());
    }

    @Override
    public synchronized void delete(String id) throws ResourceException {
        found(id);
        rows.remove(id);
    }

    private T keep(T resource, String id, LocalDateTime created) throws ResourceException {
        String name = kind.name().apply(resource);
        if (name == null || name.isBlank()) throw new ResourceException(400, kind.required() + " is required");
        boolean taken = kind.unique()
                && rows.values().stream()
                        .anyMatch(row -> !row.getId().equals(id)
                                && name.equalsIgnoreCase(kind.name().apply(row)));
        if (taken) throw new ConflictResourceException("'" + name + "' is taken");
        kind.dropReadOnly().accept(resource);
        resource.setId(id);
        resource.setMeta(new Meta()
                .setResourceType(resource.getResourceType())
                .setCreated(created)
                .setLastModified(now())
                .setLocation(base + kind.endpoint() + "/" + id)
                .setVersion(String.valueOf(++changes)));
        rows.put(id, SerializationUtils.clone(resource));
        return resource;
    }

    private static LocalDateTime now() {
        return LocalDateTime.now(ZoneOffset.UTC);
    }

    private T found(String id) throws ResourceException {
        T row = rows.get(id);
        if (row == null) throw new ResourceException(404, "Resource " + id + " not found");
        return row;
    }
}
