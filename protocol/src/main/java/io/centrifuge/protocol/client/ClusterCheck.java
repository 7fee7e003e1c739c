package io.centrifuge.protocol.client;

import io.centrifuge.ProcessClock;
import io.centrifuge.core.cluster.ClusterBinding;
import io.centrifuge.core.cluster.ClusterBinding.Verdict;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.cluster.ManagerList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one client to one cluster (docs/protocol.md, "One cluster"): a {@link ClusterBinding}, and
 * the calls by which it finds out who answers at addresses of which that isn't known. Used on the
 * client's thread alone.
 */
public final class ClusterCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCheck.class);

    private final ClusterBinding binding;
    private final ManagerRoute route;
    private final ManagerChannels channels;
    private final WhoIs whoIs;
    private final ProcessClock clock;
    private final Runnable settled;

    /** Of whom it was said aloud that they belong to another cluster, and to which. */
    private final Set<String> reported = new HashSet<>();

    /** Who the members behind the managers that were heard are. */
    private final Map<String, ManagerEndpoint> members = new HashMap<>();

    /** Whether too few addresses belong to the client's own cluster for it to act on that. */
    private boolean unfit;

    private long lookedAgainAt;

    /** @param settled called on the client's thread when what was asked is known */
    public ClusterCheck(
            ManagerList list,
            ManagerRoute route,
            ManagerChannels channels,
            WhoIs whoIs,
            Runnable settled) {
        this.binding = new ClusterBinding(list);
        this.route = route;
        this.channels = channels;
        this.whoIs = whoIs;
        this.clock = route.clock();
        this.settled = settled;
    }

    /** The cluster that the client acts on, once it does. */
    public Optional<ClusterRef> bound() {
        return binding.bound();
    }

    /**
     * Whether the client may say to managers what it holds. If too few of its addresses belong to
     * its cluster it may not; then it asks all of them now and then, until enough do.
     */
    public boolean maySpeak() {
        if (!unfit) {
            return true;
        }
        long now = clock.monotonic();
        if (now - lookedAgainAt >= ClusterBinding.ASK_AGAIN_NANOS) {
            lookedAgainAt = now;
            route.known().forEach(this::ask);
        }
        return false;
    }

    /**
     * A manager introduced itself.
     *
     * @return why nothing must be said to it, if it belongs to another cluster
     */
    public Optional<String> introduced(ManagerEndpoint manager, Introduction who) {
        binding.said(manager.toString(), who, clock.monotonic());
        Optional<String> stranger = binding.stranger(who);
        if (stranger.isEmpty()) {
            members.values().remove(manager);
            members.put(who.member(), manager);
        }
        return stranger;
    }

    /** Whether the client may act on what this manager says; asks others first if it must. */
    public Verdict judge(Introduction who) {
        if (!route.resolved().isDone()) { // what the one name leads to isn't known yet
            var unused = route.resolved().thenRun(() -> whoIs.later(settled));
            return new Verdict.Wait(List.of());
        }
        Optional<ClusterRef> before = binding.bound();
        Verdict verdict = binding.judge(
                who,
                route.known().stream().map(ManagerEndpoint::toString).toList(),
                clock.monotonic());
        switch (verdict) {
            case Verdict.Act act -> {
                unfit = false;
                binding.bound()
                        .filter(now -> !before.equals(Optional.of(now)))
                        .ifPresent(now -> LOG.info("this client acts on cluster {}", now));
            }
            case Verdict.Wait wait ->
                route.known().stream()
                        .filter(manager -> wait.ask().contains(manager.toString()))
                        .forEach(this::ask);
            case Verdict.Refuse refuse -> {
                if (before.equals(Optional.of(who.cluster()))) {
                    unfit = true;
                    lookedAgainAt = clock.monotonic();
                }
            }
        }
        return verdict;
    }

    /** The manager that leads, as this one says; empty if that is no other, or isn't known. */
    public Optional<ManagerEndpoint> leader(ManagerEndpoint from, Introduction who) {
        return who.leader()
                .flatMap(address -> endpoint(address, who))
                .filter(leader -> !leader.equals(from));
    }

    private Optional<ManagerEndpoint> endpoint(String address, Introduction who) {
        return route.known().stream()
                .filter(manager -> manager.toString().equals(address))
                .findFirst()
                .or(() -> who.managers().entrySet().stream()
                        .filter(manager -> manager.getValue().equals(Optional.of(address)))
                        .flatMap(manager ->
                                Optional.ofNullable(members.get(manager.getKey())).stream())
                        .findFirst())
                .or(() -> channels.endpoint(address));
    }

    private void ask(ManagerEndpoint manager) {
        whoIs.ask(manager, said -> {
            said.ifPresentOrElse(
                    who -> answered(manager, who),
                    () -> binding.silent(manager.toString(), clock.monotonic()));
            settled.run();
        });
    }

    private void answered(ManagerEndpoint manager, Introduction who) {
        Optional<String> stranger = introduced(manager, who);
        stranger.filter(text -> reported.add(manager + " " + who.cluster()))
                .ifPresent(text -> LOG.warn("manager {} is left alone: {}", manager, text));
        if (stranger.isEmpty() && unfit) {
            var unused = judge(who);
        }
    }

    /** Nothing is asked any more. */
    @Override
    public void close() {
        whoIs.close();
    }
}
