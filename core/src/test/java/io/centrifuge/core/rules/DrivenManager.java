package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.SERVICE;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.Step;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.manager.Transition;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.core.time.LeaderTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A manager whose records and messages wait until the test hands them on. */
final class DrivenManager {
    /** With these a leader needs no heartbeat in the course of a scenario of leases. */
    static final LeaderTiming PATIENT =
            new LeaderTiming(Duration.ofHours(1), Duration.ofMinutes(10), 1.2);

    final ManagerMachine machine;

    /** Proposed and not yet committed, oldest first. */
    final List<StoreRecord> proposed = new ArrayList<>();

    /** When it wants to be woken, in monotonic nanoseconds. */
    long wakeAt;

    /** Said, oldest first. */
    final List<Transition> said = new ArrayList<>();

    /** Sent and not yet delivered, oldest first. */
    final List<ManagerMessage> sent = new ArrayList<>();

    DrivenManager(long process, LeaseTiming lease, LeaderTiming leader, int virtualNodes) {
        this(new ManagerConfig(process, lease, leader, virtualNodes, Map.of(), JoinWait.NONE));
    }

    private DrivenManager(ManagerConfig config) {
        machine = new ManagerMachine(config);
    }

    /** With the leader's standard timing: 2 s, a heartbeat each 0.5 s, takeover after 2.4 s. */
    static DrivenManager standby(long process, CommittedState state, ClockReading now) {
        return new DrivenManager(process, LeaseTiming.STANDARD, LeaderTiming.STANDARD, 1)
                .on(new ManagerEvent.Restored(Given.named(state)), now);
    }

    /** Leads from time 0 on, and needs no heartbeat. */
    static DrivenManager leading(CommittedState state) {
        return leading(state, 1);
    }

    static DrivenManager leading(CommittedState state, int virtualNodes) {
        return new DrivenManager(1, LeaseTiming.STANDARD, PATIENT, virtualNodes)
                .on(new ManagerEvent.Restored(Given.named(state)), Given.at(0))
                .commit(Given.at(0));
    }

    /** The same, where owners that join wait for each other. */
    static DrivenManager leadingWithJoinWait(CommittedState state, JoinWait joinWait) {
        return leadingWithJoinWait(state, joinWait, 1);
    }

    static DrivenManager leadingWithJoinWait(
            CommittedState state, JoinWait joinWait, int virtualNodes) {
        ManagerConfig config = new ManagerConfig(
                1, LeaseTiming.STANDARD, PATIENT, virtualNodes, Map.of(), joinWait);
        return new DrivenManager(config)
                .on(new ManagerEvent.Restored(Given.named(state)), Given.at(0))
                .commit(Given.at(0));
    }

    DrivenManager on(ManagerEvent event, ClockReading now) {
        Step<ManagerEffect> step = machine.on(event, now);
        wakeAt = step.wakeAt();
        for (ManagerEffect effect : step.effects()) {
            switch (effect) {
                case ManagerEffect.Propose propose -> proposed.add(propose.record());
                case ManagerEffect.Send send -> sent.add(send.message());
                case ManagerEffect.Say say -> said.add(say.transition());
            }
        }
        return this;
    }

    DrivenManager wake(ClockReading now) {
        return on(new ManagerEvent.Wake(), now);
    }

    DrivenManager hears(OwnerRequest request, ClockReading now) {
        return on(new ManagerEvent.Heard(request), now);
    }

    /** The log shows what was proposed first. */
    DrivenManager commit(ClockReading now) {
        return sees(proposed.removeFirst(), now);
    }

    /** The log shows this record. */
    DrivenManager sees(StoreRecord record, ClockReading now) {
        return on(new ManagerEvent.Committed(record), now);
    }

    /** The log shows all that is proposed, and what is proposed in consequence. */
    DrivenManager commitAll(ClockReading now) {
        while (!proposed.isEmpty()) {
            commit(now);
        }
        return this;
    }

    LeaseTable table() {
        return machine.view().state().table(SERVICE);
    }

    boolean leads() {
        return machine.view().leading();
    }

    /** The message sent last, which must be of this kind. */
    <M extends ManagerMessage> M last(Class<M> kind) {
        return kind.cast(sent.getLast());
    }

    /** What the newest list to this owner names. */
    ManagerMessage.Leases list(OwnerRef owner) {
        return lists(owner).getLast();
    }

    List<ManagerMessage.Leases> lists(OwnerRef owner) {
        return sent.stream()
                .filter(ManagerMessage.Leases.class::isInstance)
                .map(ManagerMessage.Leases.class::cast)
                .filter(list -> list.owner().equals(owner))
                .toList();
    }

    /** The changes of all table records proposed and not yet committed. */
    List<TableChange> changes() {
        return proposed.stream()
                .filter(TableRecord.class::isInstance)
                .flatMap(record -> ((TableRecord) record).changes().stream())
                .toList();
    }

    List<? extends TableChange> changes(Class<? extends TableChange> kind) {
        return changes().stream().filter(kind::isInstance).toList();
    }
}
