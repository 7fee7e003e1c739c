package io.centrifuge.core.manager;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the owners of one service come and go while this manager leads, and who of them is kept out
 * of the plan for that (docs/protocol.md, "Owners that come and go"). What was before the term is
 * not known, and counts for nobody. One thread.
 *
 * <p>Invariant, after {@link #review}: of those that are kept out, no more are heard than a fifth
 * of the service's owners, or one; and an owner that is not kept out is there.
 */
final class Flapping {
    /** At most one in so many is kept out. */
    private static final int ONE_IN = 5;

    private final Grantor grantor;
    private final ShortStays<OwnerId> ids;
    private final ShortStays<String> hosts;
    private final NavigableMap<OwnerRef, Stay> stays = new TreeMap<>();
    private final Map<String, SortedSet<OwnerRef>> byHost = new TreeMap<>();

    /** Whom the leader had from the table, and has not heard. */
    private final Set<OwnerRef> inherited;

    /** Ids of which a stay has ended, until they count as new again. */
    private final Deadlines<OwnerId> known = new Deadlines<>();

    private final SortedMap<OwnerId, KeptOut> out = new TreeMap<>();

    /** A copy of {@link #out} until that changes. */
    private @Nullable SortedMap<OwnerId, KeptOut> shown;

    /** From when on those that are kept out count as silent. */
    private final Deadlines<OwnerId> silent = new Deadlines<>();

    /** Who may have to be kept out. */
    private final SortedSet<OwnerRef> suspects = new TreeSet<>();

    /** Where new owners may have to be, for a short stay has ended there. */
    private final SortedSet<String> troubled = new TreeSet<>();

    /** Done, and not told. */
    private final List<Transition> untold = new ArrayList<>();

    private boolean due;

    /** How many owners the table has that are neither drained nor cordoned. */
    private int owners;

    /** From the first request of an incarnation to the end of its session. */
    private static final class Stay {
        final String host;
        final long began;

        /** Whether it began before this manager led, nobody knows when. */
        final boolean inherited;

        /** Whether the leader knew nothing of the id before. */
        final boolean isNew;

        /** When the newest request was handled. */
        long heard;

        /** Whether it was let in, and so isn't kept out again. */
        boolean excused;

        /** Whether it would be kept out if fewer were. */
        boolean waits;

        Stay(String host, long began, boolean inherited, boolean isNew) {
            this.host = host;
            this.began = began;
            this.inherited = inherited;
            this.isNew = isNew;
            this.heard = began;
        }

        long lived() {
            return heard - began;
        }
    }

    /**
     * @param table as this manager began to lead
     */
    Flapping(Grantor grantor, LeaseTable table) {
        this.grantor = grantor;
        this.ids = new ShortStays<>(grantor.timing().ownerNanos());
        this.hosts = new ShortStays<>(grantor.timing().ownerNanos());
        this.inherited = new TreeSet<>(table.owners().keySet());
        count(table);
    }

    private void count(LeaseTable table) {
        owners = (int)
                table.owners().keySet().stream().filter(table::isAvailable).count();
    }

    /** The record made the table this one. */
    void follow(TableRecord record, LeaseTable before, LeaseTable table, long now) {
        boolean changed = false;
        for (TableChange change : record.changes()) {
            if (change instanceof TableChange.Joined(OwnerRef owner, OwnerAddress address)) {
                before.current(owner.id()).ifPresent(other -> ended(other, false, now));
                suspects.add(owner);
            } else if (change instanceof TableChange.Evicted(OwnerRef owner)) {
                ended(owner, true, now); // nobody holds an order against it
            } else if (change instanceof TableChange.Undrained(OwnerRef owner)) {
                suspects.add(owner);
            } else if (change instanceof TableChange.Uncordoned) {
                suspects.addAll(stays.keySet());
            }
            changed |= change.changed().isEmpty();
        }
        if (changed) {
            due = true;
            count(table);
            List.copyOf(out.values()).stream()
                    .filter(kept -> !table.isAvailable(kept.owner()))
                    .forEach(this::forget);
        }
    }

    /** A request of the session was handled, which may be its farewell. */
    void heard(ManagerSession session, boolean superseded, long now) {
        if (session.isLeaving()) {
            ended(session.owner, true, now);
        } else if (!superseded) {
            heard(session.owner, session.address(), now);
        }
    }

    void heard(OwnerRef owner, OwnerAddress address, long now) {
        Stay stay = stays.get(owner);
        if (stay == null) {
            begin(owner, address.host(), now);
            return;
        }
        if (stay.waits) {
            suspects.add(owner);
            due = true;
        }
        keptOut(owner).ifPresent(kept -> {
            due |= now - stay.heard >= silenceNanos();
            silent.put(owner.id(), now + silenceNanos());
            if (now - kept.until() >= 0) {
                letIn(kept, Transition.Why.WAS_THERE);
            }
        });
        stay.heard = now;
    }

    private void begin(OwnerRef owner, String host, long now) {
        known.due(now).forEach(known::remove);
        boolean began = !inherited.remove(owner);
        OwnerId id = owner.id();
        boolean isNew = began
                && !known.contains(id)
                && stays.subMap(new OwnerRef(id, 0), true, new OwnerRef(id, -1), true)
                        .isEmpty();
        stays.put(owner, new Stay(host, now, !began, isNew));
        byHost.computeIfAbsent(host, none -> new TreeSet<>()).add(owner);
        suspects.add(owner);
        due = true;
    }

    /** One that lost a renewal is not yet silent. */
    private long silenceNanos() {
        return grantor.timing().renewalNanos() * 3 / 2;
    }

    /**
     * The owner's stay is over; does nothing if it was already.
     *
     * @param farewell whether the owner said so itself
     */
    void ended(OwnerRef owner, boolean farewell, long now) {
        inherited.remove(owner);
        known.put(owner.id(), now + ShortStays.WINDOW_NANOS);
        Stay stay = stays.remove(owner);
        if (stay == null) {
            return;
        }
        due = true;
        byHost.computeIfPresent(stay.host, (host, there) -> {
            there.remove(owner);
            return there.isEmpty() ? null : there;
        });
        keptOut(owner).ifPresent(this::forget);
        long lived = now - stay.began;
        if (!farewell || (!stay.inherited && lived < grantor.timing().ownerNanos())) {
            ids.add(owner.id(), now);
            if (stay.isNew) {
                hosts.add(stay.host, now);
                troubled.add(stay.host);
            }
        }
    }

    /** Somebody vouches for the owner: what is remembered of it is forgiven. */
    void letIn(OwnerId id) {
        ids.forgive(id);
        KeptOut kept = out.get(id);
        if (kept != null) {
            if (kept.cause() == KeptOut.Cause.ITS_HOST) {
                hosts.forgive(stay(kept.owner()).host);
            }
            letIn(kept, Transition.Why.ORDERED);
        }
    }

    private void letIn(KeptOut kept, Transition.Why why) {
        forget(kept);
        stay(kept.owner()).excused = true;
        untold.add(new Transition.LetIn(grantor.service(), kept.owner(), why));
        due = true;
    }

    private void keepOut(KeptOut kept) {
        out.put(kept.owner().id(), kept);
        shown = null;
    }

    private void forget(KeptOut kept) {
        out.remove(kept.owner().id());
        shown = null;
        silent.remove(kept.owner().id());
    }

    /** Who is kept out. Immutable; the same object until that changes. */
    SortedMap<OwnerId, KeptOut> keptOut() {
        if (shown == null) {
            shown = Collections.unmodifiableSortedMap(new TreeMap<>(out));
        }
        return shown;
    }

    Optional<KeptOut> keptOut(OwnerRef owner) {
        return Optional.ofNullable(out.get(owner.id()))
                .filter(kept -> kept.owner().equals(owner));
    }

    /** Whether {@link #review} may find anything. */
    boolean isDue() {
        return due;
    }

    /**
     * Decides who is kept out from now on.
     *
     * @return who is let in, or is kept out and was not, since the last time
     */
    List<Transition> review(LeaseTable table, long now) {
        Map<String, Boolean> calm = new TreeMap<>();
        for (String host : troubled) {
            if (!isCalm(host, calm, now)) {
                byHost.getOrDefault(host, Collections.emptySortedSet()).stream()
                        .filter(owner -> stay(owner).isNew)
                        .forEach(suspects::add);
            }
        }
        // The last heard first, for who is silent may be dead.
        suspects.stream()
                .filter(owner -> stays.containsKey(owner) && table.isAvailable(owner))
                .sorted(Comparator.comparing(
                        (OwnerRef owner) -> stay(owner).heard, Deadlines.SOONEST_FIRST.reversed()))
                .forEach(owner -> {
                    boolean ofHost = stay(owner).isNew && !isCalm(stay(owner).host, calm, now);
                    consider(owner, ofHost, table, now);
                });
        suspects.clear();
        troubled.clear();
        letInTooMany(table, now);
        due = false;
        List<Transition> told = List.copyOf(untold);
        untold.clear();
        return told;
    }

    /** Whether a new owner there is like any other. */
    private boolean isCalm(String host, Map<String, Boolean> known, long now) {
        return known.computeIfAbsent(host, same -> {
            long whileNanos = hosts.whileNanos(host, now);
            return whileNanos == 0
                    || byHost.getOrDefault(host, Collections.emptySortedSet()).stream()
                            .anyMatch(owner -> stay(owner).lived() >= whileNanos
                                    && !out.containsKey(owner.id()));
        });
    }

    private void consider(OwnerRef owner, boolean ofHost, LeaseTable table, long now) {
        Stay stay = stay(owner);
        long ofItsId = ids.whileNanos(owner.id(), now);
        long ofItsHost = ofHost ? hosts.whileNanos(stay.host, now) : 0;
        long whileNanos = Math.max(ofItsId, ofItsHost);
        stay.waits = false;
        if (stay.excused || stay.lived() >= whileNanos) {
            return;
        }
        boolean byId = ofItsId >= ofItsHost;
        KeptOut kept = new KeptOut(
                owner,
                byId ? KeptOut.Cause.ITS_ID : KeptOut.Cause.ITS_HOST,
                byId ? ids.count(owner.id()) : hosts.count(stay.host),
                whileNanos,
                stay.began + whileNanos);
        if (keptOut(owner).isPresent()) {
            keepOut(kept);
        } else if (keptOutAndHeard(now) < most() && isAnotherThere(owner, table)) {
            keepOut(kept);
            silent.put(owner.id(), stay.heard + silenceNanos());
            untold.add(new Transition.KeepsOut(grantor.service(), kept));
        } else {
            stay.waits = true;
        }
    }

    /** If more fail together than one in so many, it is not they who are ill. */
    private int most() {
        return Math.max(1, owners / ONE_IN);
    }

    private int keptOutAndHeard(long now) {
        return out.size() - silent.due(now).size();
    }

    private boolean isAnotherThere(@Nullable OwnerRef owner, LeaseTable table) {
        return stays.keySet().stream()
                .anyMatch(other -> !other.equals(owner)
                        && !out.containsKey(other.id())
                        && table.isAvailable(other));
    }

    private void letInTooMany(LeaseTable table, long now) {
        while (!out.isEmpty()) {
            boolean tooMany = keptOutAndHeard(now) > most();
            if (!tooMany && isAnotherThere(null, table)) {
                return;
            }
            Set<OwnerId> unheard = new TreeSet<>(silent.due(now));
            KeptOut soonest = Collections.min(
                    out.values(),
                    Comparator.comparing((KeptOut kept) ->
                                    unheard.contains(kept.owner().id()))
                            .thenComparing(KeptOut::until, Deadlines.SOONEST_FIRST)
                            .thenComparing(KeptOut::owner));
            letIn(soonest, tooMany ? Transition.Why.TOO_MANY : Transition.Why.NOBODY_ELSE);
        }
    }

    private Stay stay(OwnerRef owner) {
        return Objects.requireNonNull(stays.get(owner));
    }
}
