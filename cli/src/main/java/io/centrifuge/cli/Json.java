package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.OwnerRef;

import org.jspecify.annotations.Nullable;

/**
 * What several commands write alike. Keys are in snake case, times in milliseconds; what needs all
 * 64 bits, such as a key hash, is a string of hexadecimal digits. Stateless.
 */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode timing(LeaseTiming timing) {
        return object().put("owner_ms", timing.owner().toMillis())
                .put("manager_ms", timing.manager().toMillis())
                .put("renewal_ms", timing.renewal().toMillis())
                .put("rate_bound", timing.rateBound());
    }

    static ObjectNode putRange(ObjectNode to, KeyRange range) {
        return to.put("start", Format.hex(range.start())).put("end", Format.endOf(range));
    }

    /** The owner's id and incarnation; both null where there is none. */
    static ObjectNode putOwner(ObjectNode to, @Nullable OwnerRef owner) {
        return to.put("owner", owner == null ? null : owner.id().value())
                .put("incarnation", owner == null ? null : Format.hex(owner.incarnation()));
    }
}
