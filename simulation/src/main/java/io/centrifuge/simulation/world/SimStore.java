package io.centrifuge.simulation.world;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.History;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.simulation.scenario.RandomStream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The replicated store: one log, whose proposals are delayed, lost, reordered and repeated, and
 * whose followers learn late but in order. It judges no time.
 */
public final class SimStore {
    private static final int STATES_KEPT = 128;
    private static final long CALM_NANOS = 5_000_000;

    /** The operator's wall clock when the world begins: July 2026. */
    private static final long BEGIN_MILLIS = 1_782_864_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final World world;
    private final SplittableRandom random;
    private final List<StoreRecord> log = new ArrayList<>();

    /** The newest states, the last of them after the whole log. */
    private final Deque<CommittedState> states = new ArrayDeque<>();

    private CommittedState state = CommittedState.begun(new UUID(0, 1));
    private long stalledUntil;
    private long slowUntil;
    private long repeatsUntil;

    /** Grows when the store is lost: what was proposed to the old one is lost with it. */
    private int life;

    SimStore(World world) {
        this.world = world;
        this.random = world.scenario().random(RandomStream.STORE, 0);
        states.add(state);
    }

    /** What is committed now. */
    public CommittedState state() {
        return state;
    }

    int size() {
        return log.size();
    }

    StoreRecord record(int index) {
        return log.get(index);
    }

    /** How many records ago a state was committed that a backup may have; 0 for the newest. */
    int anAge() {
        return random.nextInt(Math.min(states.size(), 1 + random.nextInt(STATES_KEPT)));
    }

    /** The state of so many records ago. */
    CommittedState stateOf(int age) {
        return states.stream().skip(states.size() - 1L - age).findFirst().orElseThrow();
    }

    void propose(ManagerProcess from, StoreRecord record) {
        if (random.nextInt(1000) < world.storeLosses()) {
            return;
        }
        int proposedTo = life;
        world.queue().after(delay(), () -> commit(record, proposedTo));
        if (world.time() < repeatsUntil) {
            world.queue().after(delay() * 20, () -> commit(record, proposedTo));
        }
    }

    void stall(long nanos) {
        stalledUntil = world.time() + nanos;
    }

    void slowDown(long nanos) {
        slowUntil = world.time() + nanos;
    }

    void repeat(long nanos) {
        repeatsUntil = world.time() + nanos;
    }

    /** From now on, commits are soon; what was on its way is lost, and will be proposed again. */
    void heal() {
        life++;
        stalledUntil = 0;
        slowUntil = 0;
        repeatsUntil = 0;
    }

    /** Loses everything, and goes on from a backup of it. The managers must be dead. */
    void restore() {
        life++;
        CommittedState before = state;
        CommittedState backup = stateOf(anAge());
        // As the tool does it: the later of the operator's clock and what the backup has.
        long history = Math.max(
                History.of(backup.highestNumber()) + 1,
                History.at(BEGIN_MILLIS + world.time() / NANOS_PER_MILLI));
        state = backup.restoredAs(history, world.scenario().longestManagerNanos());
        states.clear();
        states.add(state);
        world.tell(new Observation.Restored(before, state));
        world.trace().mix(life, state.leader().term(), 0);
        world.trace()
                .line(
                        world.time(),
                        () -> "store: restored, term " + state.leader().term());
    }

    private long delay() {
        long longest = world.time() < slowUntil
                ? world.scenario().leader().takeoverNanos()
                : world.isHealed()
                        ? Math.min(CALM_NANOS, world.scenario().commitNanos())
                        : world.scenario().commitNanos();
        return 1 + random.nextLong(longest);
    }

    private void commit(StoreRecord record, int proposedTo) {
        if (proposedTo != life) {
            return;
        }
        if (world.time() < stalledUntil) {
            world.queue().at(stalledUntil + delay(), () -> commit(record, proposedTo));
            return;
        }
        CommittedState before = state;
        Optional<CommittedState> after = before.apply(record);
        boolean accepted = after.isPresent();
        state = after.orElse(before);
        log.add(record);
        states.addLast(state);
        if (states.size() > STATES_KEPT) {
            states.removeFirst();
        }
        world.counted();
        count(record, accepted);
        world.tell(new Observation.Committed(record, before, state));
        world.trace().mix(log.size(), state.leader().term(), accepted ? 1 : 0);
        world.trace()
                .line(
                        world.time(),
                        () -> "store: " + (accepted ? "" : "refuses ") + TraceFormat.of(record));
        for (ManagerProcess manager : world.managers()) {
            world.queue().after(delay(), () -> manager.take(manager::follow));
        }
    }

    private void count(StoreRecord record, boolean accepted) {
        if (accepted && record instanceof TableRecord changes) {
            world.counters().add(RunCounters.Count.RECORDS, 1);
            world.counters().add(RunCounters.Count.MOVES, changes.changes().size());
        } else if (accepted && record instanceof LeaderWrite.TakeOver) {
            world.counters().add(RunCounters.Count.TAKEOVERS, 1);
        }
    }
}
