package io.centrifuge.core.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster one client, an owner or a lookup, acts on (docs/protocol.md, "One cluster"): it
 * binds to one for life, and acts on it only while enough of its addresses belong to that. Told
 * what managers say and which addresses are silent; decides, for each answer of a leader, whether
 * the client may act on it. One thread.
 *
 * <p>Invariants, with n addresses listed of which A belong to the cluster that the client acts on:
 * 2 |A| > n. Each address in A has said that it belongs to it, or is silent and said so before a
 * restore, and is of a member that the newest answer names; or it never said anything, and that
 * answer names it as text. The cluster changes only to a higher history of itself.
 */
public final class ClusterBinding {
    /** After so long an address that didn't count is asked again, in nanoseconds. */
    public static final long ASK_AGAIN_NANOS = 10_000_000_000L;

    private final ManagerList list;
    private @Nullable ClusterRef bound;

    /** What was heard last at each address, for those that were asked. */
    private final Map<String, Heard> heard = new TreeMap<>();

    /** Asked, and neither answered nor found silent yet. */
    private final SortedSet<String> asked = new TreeSet<>();

    /**
     * At an address.
     *
     * @param said the cluster that it named last; empty if it never named one
     * @param member whose it is, if it said anything
     * @param silent whether it was silent when it was asked last
     * @param at when that was, in monotonic nanoseconds
     */
    private record Heard(Optional<ClusterRef> said, String member, boolean silent, long at) {}

    /** Whether a client may act on an answer. */
    public sealed interface Verdict {
        /** It may. */
        record Act() implements Verdict {}

        /**
         * That isn't known yet.
         *
         * @param ask addresses that must be asked first; empty while those asked before are silent
         */
        record Wait(List<String> ask) implements Verdict {
            public Wait {
                ask = List.copyOf(ask);
            }
        }

        /**
         * It must not, and leaves the manager alone for a while.
         *
         * @param why with the remedy, for people
         */
        record Refuse(String why) implements Verdict {}
    }

    public ClusterBinding(ManagerList list) {
        this.list = list;
    }

    /** The cluster that this client has bound itself to. */
    public Optional<ClusterRef> bound() {
        return Optional.ofNullable(bound);
    }

    /** A manager introduced itself at this address. */
    public void said(String address, Introduction who, long now) {
        asked.remove(address);
        heard.put(address, new Heard(Optional.of(who.cluster()), who.member(), false, now));
    }

    /**
     * Nobody answered at this address, or nobody who says who he is. What it said before still
     * counts: an address is given to another cluster only after its member was removed.
     */
    public void silent(String address, long now) {
        asked.remove(address);
        Heard before = heard.get(address);
        heard.put(
                address,
                before == null
                        ? new Heard(Optional.empty(), "", true, now)
                        : new Heard(before.said(), before.member(), true, now));
    }

    /**
     * Whether a manager that isn't this client's is at the other end; a client speaks to no
     * stranger.
     */
    public Optional<String> stranger(Introduction who) {
        ClusterRef met = who.cluster();
        if (list instanceof ManagerList.WithId(UUID id) && !met.id().equals(id)) {
            return Optional.of(
                    "it belongs to cluster %s, and this client was told to use cluster %s:"
                                    .formatted(met, id)
                            + " list that one's managers, or leave the id out");
        }
        if (bound == null || met.continues(bound)) {
            return Optional.empty();
        }
        return Optional.of(
                met.id().equals(bound.id()) ? beforeRestore(met, bound) : another(met, bound));
    }

    private static String beforeRestore(ClusterRef met, ClusterRef own) {
        return "it belongs to cluster %s before a restore, and this client to its history %d: stop"
                        .formatted(met, own.history())
                + " it; it may come back with an empty folder";
    }

    private String another(ClusterRef met, ClusterRef own) {
        return "it belongs to cluster %s, and this client to cluster %s: ".formatted(met, own)
                + (list instanceof ManagerList.Single
                        ? "the manager there has another store than before, since its folder was"
                                + " emptied or another manager runs there; if that is meant, start"
                                + " this process again"
                        : "take its address out of the list; it may join that cluster with an"
                                + " empty folder");
    }

    /**
     * Whether the client may act on an answer of a manager which leads, or follows closely. Binds
     * the client if it may.
     *
     * @param who the manager, of which {@link #said} was told
     * @param known all addresses that the list stands for now
     * @param now monotonic nanoseconds
     */
    public Verdict judge(Introduction who, Collection<String> known, long now) {
        Optional<String> stranger = stranger(who);
        if (stranger.isPresent()) {
            return new Verdict.Refuse(stranger.get());
        }
        Verdict verdict = switch (list) {
            case ManagerList.WithId id -> new Verdict.Act();
            case ManagerList.Single single ->
                who.cluster().equals(bound) ? new Verdict.Act() : single(who, known, now);
            case ManagerList.Several several -> several(who, several.addresses(), now);
        };
        if (verdict instanceof Verdict.Act) {
            bound = who.cluster();
        }
        return verdict;
    }

    private Verdict single(Introduction who, Collection<String> known, long now) {
        heard.keySet().retainAll(known); // a name may lead to ever new ones
        asked.retainAll(known);
        List<String> others = known.stream()
                .filter(address -> belongsToAnother(address, who.cluster()))
                .toList();
        List<String> open = known.stream()
                .filter(address -> !heard.containsKey(address)
                        || (others.contains(address) && mayAsk(address, now)))
                .toList();
        if (!open.isEmpty()) {
            return ask(open);
        }
        return others.isEmpty()
                ? new Verdict.Act()
                : new Verdict.Refuse("what was given leads to managers of several clusters: %s"
                                .formatted(report(who, known))
                        + "; let it lead to those of one, put together with \"centrifuge store"
                        + " create\"");
    }

    private Verdict several(Introduction who, List<String> addresses, long now) {
        long belonging =
                addresses.stream().filter(address -> belongs(address, who)).count();
        if (2 * belonging > addresses.size()) {
            return new Verdict.Act();
        }
        List<String> open = addresses.stream()
                .filter(address -> !belongs(address, who) && mayAsk(address, now))
                .toList();
        long lacking = addresses.size() / 2 + 1 - belonging;
        if (open.isEmpty()) {
            return new Verdict.Refuse(
                    "of the %d managers listed %d belong to cluster %s, and more than half must: %s"
                                    .formatted(
                                            addresses.size(),
                                            belonging,
                                            who.cluster(),
                                            report(who, addresses))
                            + "; list managers of one cluster, put together with \"centrifuge store"
                            + " create\", as they are reached (--advertise)");
        }
        return ask(open.stream().limit(lacking).toList());
    }

    private Verdict ask(List<String> addresses) {
        List<String> news = addresses.stream().filter(asked::add).toList();
        return new Verdict.Wait(news);
    }

    private boolean mayAsk(String address, long now) {
        Heard last = heard.get(address);
        return last == null || now - last.at() >= ASK_AGAIN_NANOS;
    }

    /** Whether the address is one of this manager's cluster, as far as is known. */
    private boolean belongs(String address, Introduction who) {
        Heard last = heard.get(address);
        if (last == null) {
            return false;
        }
        if (last.said().isEmpty()) {
            return who.names(address);
        }
        ClusterRef said = last.said().get();
        // Where it is silent, the cluster may have been restored since.
        boolean isIts =
                last.silent() ? who.cluster().continues(said) : who.cluster().equals(said);
        return isIts && who.managers().containsKey(last.member());
    }

    private boolean belongsToAnother(String address, ClusterRef cluster) {
        Heard last = heard.get(address);
        return last != null && last.said().filter(said -> !said.equals(cluster)).isPresent();
    }

    private String report(Introduction who, Collection<String> addresses) {
        List<String> lines = new ArrayList<>();
        for (String address : addresses) {
            Heard last = heard.get(address);
            if (last == null) {
                lines.add(address + " was not asked yet");
            } else if (last.said().isPresent()) {
                ClusterRef said = last.said().get();
                boolean isOut = said.equals(who.cluster()) && !belongs(address, who);
                lines.add("%s belongs to %s%s"
                        .formatted(address, said, isOut ? ", which doesn't count it" : ""));
            } else {
                lines.add("%s doesn't answer%s"
                        .formatted(
                                address, who.names(address) ? "" : ", and isn't one of its own"));
            }
        }
        return lines.stream().sorted().collect(Collectors.joining("; "));
    }
}
