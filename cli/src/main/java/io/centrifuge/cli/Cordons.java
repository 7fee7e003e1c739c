package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.OwnerId;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.OwnersReport;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the commands have in common that are about cordons. Stateless. */
final class Cordons {
    private Cordons() {}

    /** By an id or by an address, whichever the user gave. */
    static Cordon meant(@Nullable OwnerId owner, @Nullable Cordon address) throws CommandFailure {
        if (owner != null && address == null) {
            return Cordon.of(owner);
        }
        if (owner == null && address != null) {
            return address;
        }
        throw CommandFailure.usage(
                "say who is meant: an owner's id, or --address HOST[:PORT]," + " and not both");
    }

    /** The ids of those who are here and have their names. */
    static List<OwnerId> covered(OwnersReport report, Cordon cordon) {
        return report.owners().stream()
                .filter(status -> status.state() != OwnerState.SUPERSEDED)
                .filter(status -> cordon.covers(status.owner().id(), status.address()))
                .map(status -> status.owner().id())
                .toList();
    }

    static ObjectNode json(OwnersReport of, Cordon cordon) {
        return Json.object()
                .put("service", of.service().value())
                .put("kind", cordon.kind().name().toLowerCase(Locale.ROOT))
                .put("name", cordon.name());
    }
}
