package io.centrifuge.core.cluster;

import io.centrifuge.core.state.History;

import java.util.UUID;

/**
 * A cluster as clients know it (docs/protocol.md, "One cluster"). Immutable.
 *
 * @param id of its store; a restore keeps it
 * @param history that its store is in, from 0 to {@link History#LAST}; a restore's is higher
 */
public record ClusterRef(UUID id, long history) {
    public ClusterRef {
        if (history < 0 || history > History.LAST) {
            throw new IllegalArgumentException(
                    "history must be from 0 to %d, but is %d".formatted(History.LAST, history));
        }
    }

    /** Whether it is the same cluster, as it is now or after a restore. */
    public boolean continues(ClusterRef earlier) {
        return id.equals(earlier.id) && history >= earlier.history;
    }

    /** For people. */
    @Override
    public String toString() {
        return history == 0 ? id.toString() : "%s, history %d".formatted(id, history);
    }
}
