package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which ranges of each holder are withheld from it and why, and when the recalled ones come free.
 * Who holds what is told by the caller, for it is in the table. One thread.
 *
 * <p>Invariant: what is withheld from a holder is part of what the table says that it holds, under
 * the number that the table says.
 */
final class Takings {
    /** Of what isn't withheld. */
    static final Withheld NAMED = new Withheld.Named();

    private static final RangeMap<Withheld> NOTHING = RangeMap.of(NAMED);

    private final Agenda agenda;
    private final Map<OwnerRef, RangeMap<Withheld>> taken = new TreeMap<>();
    /** How many of the withheld ranges may yet come to each owner, if any may. */
    private final Map<OwnerRef, Integer> coming = new TreeMap<>();

    /** When the first of a holder's recalled ranges comes free. */
    private final Deadlines<OwnerRef> deadlines = new Deadlines<>();

    /**
     * @param agenda told of each holder from which something else is withheld than before
     */
    Takings(Agenda agenda) {
        this.agenda = agenda;
    }

    /** Why each range of the holder is withheld; {@link #NAMED} where it isn't. */
    RangeMap<Withheld> of(OwnerRef holder) {
        return taken.getOrDefault(holder, NOTHING);
    }

    /** Of what it holds, what it may be told. The very same object if nothing is withheld. */
    RangeMap<Lease> named(OwnerRef holder, RangeMap<Lease> held) {
        RangeMap<Withheld> withheld = taken.get(holder);
        return withheld == null
                ? held
                : held.zip(
                        withheld,
                        (lease, why) -> why instanceof Withheld.Named ? lease : Lease.NONE);
    }

    /** Where the ranges that were recalled from it are to go. */
    List<Handover> recallsOf(OwnerRef holder) {
        List<Handover> recalls = new ArrayList<>();
        for (Piece<Withheld> piece : of(holder).pieces(Withheld.Recalled.class::isInstance)) {
            if (piece.value() instanceof Withheld.Recalled recalled
                    && recalled.successor() != null) {
                recalls.add(new Handover(piece.range(), recalled.number(), recalled.successor()));
            }
        }
        return recalls;
    }

    /** Whether a range was recalled for this owner and may yet come to it. */
    boolean isSuccessor(OwnerRef owner) {
        return coming.containsKey(owner);
    }

    /** The owner's session is over. */
    void expire(OwnerRef owner, RangeMap<Lease> held) {
        put(owner, held.zip(of(owner), Takings::expired));
    }

    private static Withheld expired(Lease lease, Withheld why) {
        boolean unnamed = why instanceof Withheld.Named || why instanceof Withheld.Recalled;
        return lease.isHeld() && unnamed ? new Withheld.Expired(lease.number()) : why;
    }

    /** Ends the recalls of which the time has come. */
    void expireRecalled(ClockReading now) {
        for (OwnerRef holder : deadlines.due(now.monotonic())) {
            put(holder, of(holder).map(why -> expiredIfOver(why, now)));
        }
    }

    private static Withheld expiredIfOver(Withheld why, ClockReading now) {
        return why instanceof Withheld.Recalled recalled && now.monotonic() - recalled.freeAt() >= 0
                ? new Withheld.Expired(recalled.number())
                : why;
    }

    /** Monotonic nanoseconds at which the next recall ends, if there is one. */
    OptionalLong wakeAt() {
        return deadlines.first();
    }

    /**
     * Withholds what is still named of these ranges.
     *
     * @param ranges without a value where nobody is there to take them
     * @param freeAt see {@link Withheld.Recalled}
     */
    void recall(
            OwnerRef holder,
            RangeMap<Lease> held,
            List<Piece<Optional<OwnerRef>>> ranges,
            long freeAt) {
        List<Piece<Withheld>> recalls = new ArrayList<>();
        for (Piece<Optional<OwnerRef>> wanted : ranges) {
            for (Piece<Withheld> piece : of(holder).pieces(wanted.range())) {
                if (piece.value() instanceof Withheld.Named) {
                    held.pieces(piece.range())
                            .forEach(part -> recalls.add(new Piece<>(
                                    part.range(),
                                    new Withheld.Recalled(
                                            part.value().number(),
                                            wanted.value().orElse(null),
                                            freeAt))));
                }
            }
        }
        overlay(holder, recalls);
    }

    /** The pieces of the range, which are named, are being granted to their holder as one. */
    void merge(OwnerRef holder, RangeMap<Lease> held, KeyRange range) {
        List<Piece<Withheld>> merging = new ArrayList<>();
        for (Piece<Lease> piece : held.pieces(range)) {
            merging.add(new Piece<>(
                    piece.range(), new Withheld.Merging(piece.value().number())));
        }
        overlay(holder, merging);
    }

    /**
     * Notes what the owner doesn't hold. Its request passed the race rule, so no message sent
     * before can give it the range any more. A lease is not yet released where the owner holds the
     * key under an older number, for pieces that were merged since; nor where it hasn't handled a
     * list that named it: that one is named again, unless the owner is leaving.
     *
     * @param delivered where a list that it had handled named what it has
     */
    void release(OwnerRequest request, RangeMap<Lease> held, RangeMap<Boolean> delivered) {
        OwnerRef owner = request.owner();
        RangeMap<Lease> missing =
                held.zip(request.held(), (lease, number) -> number == 0 ? lease : Lease.NONE);
        if (!missing.any(Lease::isHeld)) {
            return;
        }
        RangeMap<Boolean> known = request.leaving() ? RangeMap.of(true) : delivered;
        RangeMap<Withheld> before = of(owner);
        RangeMap<Withheld> released = missing.zip(known, Missing::new)
                .zip(before, (gone, why) -> gone.isReleased(why) ? gone.released() : why);
        put(owner, transfer(request.transferred(), missing, before, released));
    }

    /**
     * A lease that its owner's request doesn't name.
     *
     * @param known whether the owner must know of it
     */
    private record Missing(Lease lease, boolean known) {
        boolean isReleased(Withheld why) {
            return lease.isHeld()
                    && (why instanceof Withheld.Recalled
                            || (why instanceof Withheld.Named && known));
        }

        Withheld released() {
            return new Withheld.Released(lease.number());
        }
    }

    /**
     * Believes a release that says "transferred" only of what this leader recalled for that
     * successor.
     */
    private static RangeMap<Withheld> transfer(
            List<Handover> handovers,
            RangeMap<Lease> missing,
            RangeMap<Withheld> before,
            RangeMap<Withheld> released) {
        RangeMap<Withheld> after = released;
        for (Handover handover : handovers) {
            for (Piece<Withheld> piece : before.pieces(handover.range())) {
                boolean gone = missing.pieces(piece.range()).stream()
                        .allMatch(part -> part.value().number() == handover.number());
                if (gone
                        && piece.value() instanceof Withheld.Recalled recalled
                        && recalled.number() == handover.number()
                        && handover.successor().equals(recalled.successor())) {
                    after = after.with(
                            piece.range(),
                            new Withheld.Transferred(handover.number(), handover.successor()));
                }
            }
        }
        return after;
    }

    /**
     * What was withheld under a number that is taken is withheld no more.
     *
     * @param ofGranted whether what an owner is granted is named to it
     * @return whose holdings changed
     */
    Set<OwnerRef> follow(List<TableChange> changes, Function<OwnerRef, Withheld> ofGranted) {
        Map<OwnerRef, List<Piece<Withheld>>> moved = new TreeMap<>();
        for (TableChange change : changes) {
            switch (change) {
                case TableChange.Freed(KeyRange range, OwnerRef holder, long n, var cause) ->
                    add(moved, holder, range, NAMED);
                case TableChange.Granted(KeyRange range, OwnerRef owner) ->
                    add(moved, owner, range, ofGranted.apply(owner));
                case TableChange.Merged(KeyRange range, OwnerRef holder) ->
                    add(moved, holder, range, ofGranted.apply(holder));
                case TableChange.Transferred(KeyRange range, OwnerRef holder, long n, var to) -> {
                    add(moved, holder, range, NAMED);
                    add(moved, to, range, ofGranted.apply(to));
                }
                case TableChange.Joined joined -> {}
                case TableChange.Drained drained -> {}
                case TableChange.Undrained undrained -> {}
                case TableChange.Cordoned cordoned -> {}
                case TableChange.Uncordoned uncordoned -> {}
                case TableChange.Evicted evicted -> {}
                case TableChange.Left left -> {}
                case TableChange.Removed removed -> {}
            }
        }
        moved.forEach((owner, pieces) -> {
            overlay(owner, pieces);
            agenda.holdingsChanged(owner);
        });
        return moved.keySet();
    }

    private static void add(
            Map<OwnerRef, List<Piece<Withheld>>> to, OwnerRef owner, KeyRange range, Withheld why) {
        to.computeIfAbsent(owner, ref -> new ArrayList<>()).add(new Piece<>(range, why));
    }

    private void overlay(OwnerRef holder, List<Piece<Withheld>> pieces) {
        put(holder, of(holder).overlay(pieces));
    }

    /** Replaces what {@link #of} says. */
    void put(OwnerRef holder, RangeMap<Withheld> withheld) {
        if (withheld.equals(of(holder))) {
            return;
        }
        agenda.holdingsChanged(holder);
        count(of(holder), -1);
        count(withheld, 1);
        if (withheld.equals(NOTHING)) {
            taken.remove(holder);
        } else {
            taken.put(holder, withheld);
        }
        deadlines.remove(holder);
        withheld.pieces(Withheld.Recalled.class::isInstance).stream()
                .map(piece -> ((Withheld.Recalled) piece.value()).freeAt())
                .min(Deadlines.SOONEST_FIRST)
                .ifPresent(at -> deadlines.put(holder, at));
    }

    private void count(RangeMap<Withheld> withheld, int by) {
        for (Piece<Withheld> piece : withheld.pieces(why -> why.successor() != null)) {
            coming.merge(Objects.requireNonNull(piece.value().successor()), by, Integer::sum);
        }
        coming.values().removeIf(ranges -> ranges == 0);
    }
}
