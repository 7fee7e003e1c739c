package io.centrifuge.simulation.world;

import io.centrifuge.KeyRange;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;

import java.util.List;
import java.util.stream.Collectors;

/** Events and effects in words, for traces. Stateless. */
final class TraceFormat {
    private TraceFormat() {}

    static String of(OwnerEvent event) {
        return switch (event) {
            case OwnerEvent.Wake wake -> "wakes";
            case OwnerEvent.Heard heard -> "hears " + of(heard.message());
            case OwnerEvent.Disconnected disconnected -> "hears that its stream broke";
            case OwnerEvent.Retire retire -> "is to retire";
            case OwnerEvent.Leave leave -> "is to leave";
        };
    }

    static String of(OwnerEffect effect) {
        return switch (effect) {
            case OwnerEffect.Publish publish ->
                "shows " + leases(publish.snapshot().leases().pieces(Lease::isHeld));
            case OwnerEffect.Send send -> "sends " + of(send.request());
            case OwnerEffect.Reconnect reconnect -> "tries the next manager";
            case OwnerEffect.AskNext next -> "asks the next manager";
            case OwnerEffect.Changed changed ->
                "tells: granted %s, revoked %s"
                        .formatted(grants(changed.granted()), revoked(changed.revoked()));
            case OwnerEffect.Renewed renewed -> "is renewed";
            case OwnerEffect.KeptOut kept ->
                kept.whileNanos() == 0
                        ? "is let in"
                        : "is kept out for " + kept.whileNanos() + " ns";
            case OwnerEffect.Expired expired -> "has heard nothing in time";
            case OwnerEffect.Superseded superseded ->
                superseded.evicted() ? "tells: evicted" : "tells: superseded";
            case OwnerEffect.Leaving leaving -> "has given up all";
            case OwnerEffect.Left left -> "has left";
        };
    }

    private static String grants(List<OwnerEffect.Grant> grants) {
        return grants.stream().map(TraceFormat::of).toList().toString();
    }

    private static String revoked(List<OwnerEffect.Revoked> revoked) {
        return revoked.stream()
                .map(each -> "%s (%s%s)"
                        .formatted(
                                of(each.grant()),
                                each.cause(),
                                each.successor().map(id -> " for " + id).orElse("")))
                .toList()
                .toString();
    }

    private static String of(OwnerEffect.Grant grant) {
        return "%s under %d since %d"
                .formatted(of(grant.range()), grant.number(), grant.stateSince());
    }

    static String of(OwnerRequest request) {
        return "request %d (term %d, seen %d, handled %d, %s%s%s)"
                .formatted(
                        request.sequence(),
                        request.term(),
                        request.seen(),
                        request.handled(),
                        "holds "
                                + request.held().pieces(number -> number != 0).stream()
                                        .map(piece -> of(piece.range()) + " under " + piece.value())
                                        .toList(),
                        request.transferred().isEmpty()
                                ? ""
                                : ", handed on " + handovers(request.transferred()),
                        request.retiring() ? ", retiring" : request.leaving() ? ", leaving" : "");
    }

    static String of(ManagerMessage message) {
        return switch (message) {
            case ManagerMessage.Hello hello -> "hello of term " + hello.term();
            case ManagerMessage.NotLeading notLeading -> "not leading";
            case ManagerMessage.Superseded superseded ->
                (superseded.evicted() ? "evicted" : "superseded")
                        + ", in term "
                        + superseded.term();
            case ManagerMessage.OutOfStep outOfStep ->
                "numbers %d (term %d, seen %d)"
                        .formatted(outOfStep.sequence(), outOfStep.term(), outOfStep.seen());
            case ManagerMessage.Leases list ->
                "list %d (term %d, seen %d, handled %d, %s%s%s)"
                        .formatted(
                                list.sequence(),
                                list.term(),
                                list.seen(),
                                list.handled(),
                                leases(list.leases().pieces(Lease::isHeld)),
                                list.recalls().isEmpty()
                                        ? ""
                                        : ", recalls " + handovers(list.recalls()),
                                list.mayLeave() ? ", may leave" : "");
        };
    }

    private static String leases(List<Piece<Lease>> pieces) {
        return pieces.stream()
                .map(piece -> "%s under %d since %d"
                        .formatted(
                                of(piece.range()),
                                piece.value().number(),
                                piece.value().stateSince()))
                .toList()
                .toString();
    }

    private static String handovers(List<Handover> handovers) {
        return handovers.stream()
                .map(handover -> "%s under %d to %s"
                        .formatted(
                                of(handover.range()), handover.number(), of(handover.successor())))
                .toList()
                .toString();
    }

    static String of(ManagerEvent event) {
        return switch (event) {
            case ManagerEvent.Wake wake -> "wakes";
            case ManagerEvent.Restored restored ->
                "starts, term " + restored.state().leader().term();
            case ManagerEvent.Committed committed -> "follows " + of(committed.record());
            case ManagerEvent.Heard heard ->
                "hears " + of(heard.request().owner()) + "'s " + of(heard.request());
            case ManagerEvent.Drain drain -> "is to drain " + drain.owner();
            case ManagerEvent.Undrain undrain -> "is to undrain " + undrain.owner();
            case ManagerEvent.Evict evict -> "is to evict " + of(evict.owner());
            case ManagerEvent.RemoveService removal -> "is to remove " + removal.service();
            case ManagerEvent.PutCordon put -> "is to cordon " + put.cordon();
            case ManagerEvent.LiftCordon lift -> "is to lift the cordon of " + lift.cordon();
            case ManagerEvent.LetIn order -> "is to let in " + order.owner();
            case ManagerEvent.ShutDown shutDown -> "is to shut down";
        };
    }

    static String of(ManagerEffect effect) {
        return switch (effect) {
            case ManagerEffect.Propose propose -> "proposes " + of(propose.record());
            case ManagerEffect.Send send ->
                "sends %s %s".formatted(of(send.message().owner()), of(send.message()));
            case ManagerEffect.Say say -> "says " + say.transition();
        };
    }

    static String of(StoreRecord record) {
        return switch (record) {
            case LeaderWrite.TakeOver takeover ->
                "takeover of term %d after %d.%d by %016x"
                        .formatted(
                                takeover.watched().term() + 1,
                                takeover.watched().term(),
                                takeover.watched().heartbeat(),
                                takeover.process());
            case LeaderWrite.Heartbeat beat ->
                "heartbeat %d of term %d".formatted(beat.number(), beat.term());
            case LeaderWrite.Resign resign -> "resignation of term " + resign.term();
            case FormatRecord change -> change.toString();
            case ClusterRecord change -> change.toString();
            case TableRecord changes ->
                "record %d of %s, term %d: %s"
                        .formatted(
                                changes.lsn(),
                                changes.service(),
                                changes.term(),
                                changes.changes().stream()
                                        .map(TraceFormat::of)
                                        .collect(Collectors.joining(", ")));
        };
    }

    private static String of(TableChange change) {
        return switch (change) {
            case TableChange.Joined joined -> of(joined.owner()) + " joins";
            case TableChange.Drained drained -> of(drained.owner()) + " drains";
            case TableChange.Undrained undrained -> of(undrained.owner()) + " drains no more";
            case TableChange.Evicted evicted -> of(evicted.owner()) + " is evicted";
            case TableChange.Removed removed -> "the service is removed";
            case TableChange.Cordoned cordoned -> cordoned.cordon() + " is cordoned";
            case TableChange.Uncordoned lifted -> lifted.cordon() + " is cordoned no more";
            case TableChange.Left left -> of(left.owner()) + " leaves";
            case TableChange.Freed freed ->
                "%s under %d of %s %s"
                        .formatted(
                                of(freed.range()),
                                freed.number(),
                                of(freed.holder()),
                                freed.cause());
            case TableChange.Granted granted ->
                "%s granted to %s".formatted(of(granted.range()), of(granted.owner()));
            case TableChange.Transferred moved ->
                "%s under %d of %s transferred to %s"
                        .formatted(
                                of(moved.range()),
                                moved.number(),
                                of(moved.holder()),
                                of(moved.successor()));
            case TableChange.Merged merged ->
                "%s of %s merged".formatted(of(merged.range()), of(merged.holder()));
        };
    }

    static String of(LookupEvent event) {
        return switch (event) {
            case LookupEvent.Wake wake -> "wakes";
            case LookupEvent.Heard heard -> "hears " + of(heard.answer());
            case LookupEvent.Disconnected disconnected -> "hears that its watch broke";
            case LookupEvent.Refused refused -> "is told that a hint was refused";
        };
    }

    private static String of(TableAnswer answer) {
        return switch (answer) {
            case TableAnswer.Whole whole -> "the table of " + whole.lsn();
            case TableAnswer.Changes changes ->
                "changes from %d to %d".formatted(changes.since(), changes.lsn());
            case TableAnswer.Behind behind -> "that the manager is behind, at " + behind.lsn();
        };
    }

    static String of(LookupEffect effect) {
        return switch (effect) {
            case LookupEffect.Publish publish ->
                "shows the table of " + publish.snapshot().lsn();
            case LookupEffect.Watch watch -> "watches from " + watch.lsn();
            case LookupEffect.Poll poll -> "asks from " + poll.lsn();
            case LookupEffect.Lost lost -> "tells of a loss: " + lost.loss();
            case LookupEffect.Stale stale -> "says that its table is stale";
            case LookupEffect.Fresh fresh -> "says that its table is fresh again";
        };
    }

    /** Short: the first half of each end's digits. */
    private static String of(KeyRange range) {
        return "%08x-%s"
                .formatted(
                        range.start() >>> 32,
                        range.end() == 0 ? "end" : "%08x".formatted(range.end() >>> 32));
    }

    private static String of(OwnerRef owner) {
        return "%s#%04x".formatted(owner.id(), owner.incarnation() >>> 48);
    }
}
