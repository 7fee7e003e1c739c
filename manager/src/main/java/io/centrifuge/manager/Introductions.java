package io.centrifuge.manager;

import io.centrifuge.ProcessClock;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.LeaderRecord;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this manager tells clients of its cluster, and which clients it speaks to (docs/protocol.md,
 * "One cluster"). Any thread may call.
 */
final class Introductions {
    private final Supplier<ManagerView> views;
    private final String member;
    private final ProcessClock clock;
    private volatile @Nullable Made newest;

    /** An introduction, and the facts that it states: it is used as long as they stay the same. */
    private record Made(
            Cluster cluster,
            long term,
            long process,
            boolean resigned,
            boolean fresh,
            Optional<Introduction> introduction) {
        @SuppressWarnings("ReferenceEquality") // a cluster is replaced, never changed
        boolean isOf(Cluster other, LeaderRecord leader, boolean isFresh) {
            return cluster == other
                    && leader.isOf(term, process)
                    && leader.resigned() == resigned
                    && fresh == isFresh;
        }
    }

    /** @param member the id of this process's member of the store */
    Introductions(Supplier<ManagerView> views, String member, ProcessClock clock) {
        this.views = views;
        this.member = member;
        this.clock = clock;
    }

    /** Empty before the store was read. */
    Optional<Introduction> current() {
        ManagerView view = views.get();
        if (!view.storeRead()) {
            return Optional.empty();
        }
        Cluster cluster = view.state().cluster();
        LeaderRecord leader = view.state().leader();
        boolean fresh = view.isVouchedFor(clock.monotonic());
        Made known = newest;
        if (known == null || !known.isOf(cluster, leader, fresh)) {
            known = new Made(
                    cluster,
                    leader.term(),
                    leader.process(),
                    leader.resigned(),
                    fresh,
                    Introduction.of(view.state(), member, fresh));
            newest = known;
        }
        return known.introduction();
    }

    /** Why a client that acts on this cluster is at the wrong manager, or asks too early. */
    Optional<Status> refusal(ClusterRef meant) {
        return current()
                .map(own -> refusal(own, meant))
                .orElseGet(() -> Optional.of(LookupService.storeNotRead()));
    }

    /** Why a client that acts on this cluster is at the wrong manager, if it is. */
    static Optional<Status> refusal(Introduction own, ClusterRef meant) {
        return own.cluster().continues(meant)
                ? Optional.empty()
                : Optional.of(Status.FAILED_PRECONDITION.withDescription(
                        ("this manager belongs to cluster %s, and the client to cluster %s: list"
                                        + " the managers of one cluster")
                                .formatted(own.cluster(), meant)));
    }
}
