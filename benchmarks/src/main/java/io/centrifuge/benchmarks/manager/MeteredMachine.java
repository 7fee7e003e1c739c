package io.centrifuge.benchmarks.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.core.Step;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.manager.Transition;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableRecord;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;

/**
 * A manager's machine whose every event is timed, and nothing around it: what its owners, the
 * network and the store do takes no time. Each event's figure has one reading of the thread's
 * processor time in it, which is some hundreds of nanoseconds. One thread.
 */
final class MeteredMachine {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ManagerMachine machine;
    private Cost total = Cost.NONE;
    private LongestEvent longest = LongestEvent.NONE;

    MeteredMachine(ManagerConfig config) {
        this.machine = new ManagerMachine(config);
    }

    /**
     * Passes the event on.
     *
     * @param during what it is a part of
     */
    Step<ManagerEffect> on(ManagerEvent event, ClockReading now, String during) {
        long wallBefore = System.nanoTime();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        Step<ManagerEffect> step = machine.on(event, now);
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuBefore;
        long wall = System.nanoTime() - wallBefore;
        Cost cost = new Cost(cpu, wall, 1);
        total = total.plus(cost);
        if (cpu > longest.cost().cpuNanos()) {
            longest = new LongestEvent(during, describe(event, step.effects()), cost);
        }
        return step;
    }

    CommittedState state() {
        return machine.view().state();
    }

    boolean leads() {
        return machine.view().leading();
    }

    /** Of all events up to now. */
    Cost total() {
        return total;
    }

    LongestEvent longest() {
        return longest;
    }

    private static String describe(ManagerEvent event, List<ManagerEffect> effects) {
        StringBuilder text = new StringBuilder(
                switch (event) {
                    case ManagerEvent.Wake wake -> "a wake-up";
                    case ManagerEvent.Restored restored -> "the store read";
                    case ManagerEvent.Committed committed -> nameOf(committed.record()) + " back";
                    case ManagerEvent.Heard heard -> "a request";
                    case ManagerEvent.Order order -> "an order";
                    case ManagerEvent.ShutDown shutDown -> "the end";
                });
        for (ManagerEffect effect : effects) {
            switch (effect) {
                case ManagerEffect.Propose propose ->
                    text.append("; proposed ").append(nameOf(propose.record()));
                case ManagerEffect.Say(Transition.Planned planned) ->
                    text.append(format("; planned for %,d owners", planned.owners()));
                default -> {}
            }
        }
        return text.toString();
    }

    private static String nameOf(StoreRecord record) {
        return switch (record) {
            case TableRecord changes ->
                format("a record of %,d", changes.changes().size());
            case LeaderWrite.TakeOver takeOver -> "the takeover";
            case LeaderWrite.Heartbeat heartbeat -> "a heartbeat";
            case LeaderWrite.Resign resign -> "a resignation";
            case FormatRecord change -> "a change of formats";
            case ClusterRecord change -> "a change of the cluster";
        };
    }

    private static String format(String format, int count) {
        return String.format(Locale.ROOT, format, count);
    }
}
