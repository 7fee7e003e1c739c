package io.centrifuge.manager;

import io.centrifuge.core.manager.Transition;

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
            case Transition.Drained(var service, var owner) ->
                LOG.info("{} {} is drained: its ranges go to others", service, owner);
            case Transition.Expired(var service, var owner, int ranges) ->
                LOG.info(
                        "{} {} was silent for a lease's duration: {} ranges have expired",
                        service,
                        owner,
                        ranges);
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

    private static String of(Transition.Cause cause) {
        return switch (cause) {
            case ANOTHER_LEADS -> "since another does";
            case IN_DOUBT -> "since the store has not committed what it proposed";
            case STORE_READ_AGAIN -> "since it read the store again";
            case SHUT_DOWN -> "since it shuts down";
        };
    }
}
