package io.centrifuge.manager;

import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.KeptOut;
import io.centrifuge.core.manager.Transition;
import io.centrifuge.protocol.runtime.DurationText;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the machine says to the log: one line each, the ids first. Stateless. */
final class TransitionLog {
    private static final Logger LOG = LoggerFactory.getLogger(TransitionLog.class);

    private TransitionLog() {}

    static void write(Transition transition) {
        switch (transition) {
            case Transition.Joined(var service, var owner, var address) ->
                LOG.info("{} {} joined, at {}", service, owner, address);
            case Transition.Superseded(var service, var owner, var by) ->
                LOG.info("{} {} is superseded by {}, which started later", service, owner, by);
            case Transition.Left(var service, var owner) -> LOG.info("{} {} left", service, owner);
            case Transition.Ordered order -> write(order);
            case Transition.Expired(var service, var owner, int ranges) ->
                LOG.info(
                        "{} {} was silent for a lease's duration: {} ranges have expired",
                        service,
                        owner,
                        ranges);
            case Transition.KeepsOut(var service, KeptOut kept) -> write(service, kept);
            case Transition.LetIn(var service, var owner, var why) ->
                LOG.info("{} {} is let in, {}", service, owner, of(why));
            case Transition.Planned(var service, int ranges, int owners, int came, int went) ->
                LOG.info(
                        "{} plan changed: {} ranges have another owner; owners: {} came, {} went,"
                                + " {} in all",
                        service,
                        ranges,
                        came,
                        went,
                        owners);
            case Transition.RangesLost(var service, int released, int expired, int merged) ->
                LOG.info(
                        "{} state lost of {} ranges: {} released, {} expired, {} merged",
                        service,
                        released + expired + merged,
                        released,
                        expired,
                        merged);
            case Transition.TookOver(long term, int services) ->
                LOG.info("term {}: this manager took over, with {} services", term, services);
            case Transition.Deposed(long term, var cause) ->
                LOG.info("term {}: this manager leads no more, {}", term, of(cause));
        }
    }

    private static void write(Transition.Ordered order) {
        switch (order) {
            case Transition.Drained(var service, var owner) ->
                LOG.info("{} {} is drained: its ranges go to others", service, owner);
            case Transition.Undrained(var service, var owner) ->
                LOG.info("{} {} is drained no more: it gets its share again", service, owner);
            case Transition.Evicted(var service, var owner, int ranges) ->
                LOG.warn(
                        "{} {} is evicted: its {} ranges go to others once it has let go of them,"
                                + " or their leases are over",
                        service,
                        owner,
                        ranges);
            case Transition.Removed(var service) -> LOG.info("{} is removed", service);
            case Transition.Cordoned(var service, var cordon) ->
                LOG.info("{} {} is cordoned: nothing is planned for it", service, cordon);
            case Transition.Uncordoned(var service, var cordon) ->
                LOG.info("{} {} is cordoned no more", service, cordon);
        }
    }

    private static void write(ServiceName service, KeptOut kept) {
        LOG.warn(
                "{} {} is kept out until it has been there for {}: {} short stays of {}",
                service,
                kept.owner(),
                DurationText.of(Duration.ofNanos(kept.whileNanos())),
                kept.shortStays(),
                kept.cause() == KeptOut.Cause.ITS_ID ? "its id" : "owners on its host");
    }

    private static String of(Transition.Why why) {
        return switch (why) {
            case WAS_THERE -> "since it has been there for long enough";
            case TOO_MANY -> "since too many would be kept out";
            case NOBODY_ELSE -> "since nobody else is there";
            case ORDERED -> "by an administrator's order";
        };
    }

    private static String of(Transition.Cause cause) {
        return switch (cause) {
            case ANOTHER_LEADS -> "since another does";
            case IN_DOUBT -> "since the store has not committed what it proposed";
            case STORE_READ_AGAIN -> "since it read the store again";
            case SHUT_DOWN -> "since it shuts down";
        };
    }
}
