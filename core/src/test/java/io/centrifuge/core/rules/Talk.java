package io.centrifuge.core.rules;

import io.centrifuge.ClockReading;
import io.centrifuge.core.message.ManagerMessage;

import java.util.List;

/** A network and a store without faults: everything arrives at once, in order. */
final class Talk {
    private Talk() {}

    /** Until nobody has anything to say at this time. */
    static void between(DrivenManager manager, ClockReading now, DrivenOwner... owners) {
        for (DrivenOwner owner : owners) {
            owner.wake(now);
        }
        boolean quiet = false;
        while (!quiet) {
            quiet = !delivered(manager, now, owners);
            if (quiet && !manager.proposed.isEmpty()) {
                manager.commit(now);
                quiet = false;
            }
        }
    }

    /** Messages alone: what is proposed stays so. */
    static void messages(DrivenManager manager, ClockReading now, DrivenOwner... owners) {
        boolean more = true;
        while (more) {
            more = delivered(manager, now, owners);
        }
    }

    private static boolean delivered(
            DrivenManager manager, ClockReading now, DrivenOwner... owners) {
        boolean any = !manager.sent.isEmpty();
        List<ManagerMessage> messages = List.copyOf(manager.sent);
        manager.sent.clear();
        for (ManagerMessage message : messages) {
            for (DrivenOwner owner : owners) {
                if (owner.self.equals(message.owner())) {
                    owner.hears(message, now);
                }
            }
        }
        for (DrivenOwner owner : owners) {
            while (!owner.sent.isEmpty()) {
                any = true;
                manager.hears(owner.sent.removeFirst(), now);
            }
        }
        return any;
    }
}
