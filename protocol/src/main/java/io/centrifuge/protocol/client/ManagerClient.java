package io.centrifuge.protocol.client;

import com.google.protobuf.Message;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.EvictOrder;
import io.centrifuge.protocol.admin.HistoryQuestion;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.admin.LetInOrder;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.AdminCodec;
import io.centrifuge.protocol.wire.HistoryCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.StatusCodec;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Asks managers what administrators ask. Tries one after the other until one answers. Used by one
 * thread.
 */
public final class ManagerClient implements AutoCloseable {
    private static final Duration BEFORE_NEXT_ROUND = Duration.ofMillis(200);

    private final ManagerAddresses managers;
    private final Duration timeout;
    private final ManagerChannels connections;
    private final Map<ManagerAddress, ManagedChannel> channels = new HashMap<>();

    /** One question to one manager. */
    @FunctionalInterface
    private interface Question<A> {
        A ask(AdminServiceBlockingStub manager) throws MalformedMessageException;
    }

    /** What one manager answered, or why it did not. */
    private sealed interface Reply<A> {
        record Answer<A>(A value) implements Reply<A> {}

        record None<A>(ManagerAddress manager, CallFailure failure) implements Reply<A> {}
    }

    /** What one manager says of itself, or why it says nothing. */
    public sealed interface StatusReply {
        ManagerAddress manager();

        record Told(ManagerAddress manager, ManagerStatus status) implements StatusReply {}

        record Silent(ManagerAddress manager, String reason) implements StatusReply {}
    }

    /** @param timeout of one manager's answer */
    public ManagerClient(ManagerAddresses managers, ManagerChannels connections, Duration timeout) {
        this.managers = managers;
        this.connections = connections;
        this.timeout = timeout;
    }

    public ManagerStatus status() throws AdminException {
        return first(ManagerClient::askStatus);
    }

    /** Of every manager. */
    public List<StatusReply> everyStatus() throws AdminException {
        List<StatusReply> replies = new ArrayList<>();
        List<Reply.None<ManagerStatus>> silent = new ArrayList<>();
        for (ManagerAddress manager : managers.all()) {
            switch (ask(manager, ManagerClient::askStatus)) {
                case Reply.Answer<ManagerStatus> answer ->
                    replies.add(new StatusReply.Told(manager, answer.value()));
                case Reply.None<ManagerStatus> none -> {
                    replies.add(new StatusReply.Silent(manager, none.failure().reason()));
                    silent.add(none);
                }
            }
        }
        if (silent.size() == replies.size()) {
            throw nobodyAnswers(silent);
        }
        return replies;
    }

    /** Of this manager. */
    public StatusReply status(ManagerAddress manager) {
        try {
            return switch (ask(manager, ManagerClient::askStatus)) {
                case Reply.Answer<ManagerStatus> answer ->
                    new StatusReply.Told(manager, answer.value());
                case Reply.None<ManagerStatus> none ->
                    new StatusReply.Silent(manager, none.failure().reason());
            };
        } catch (AdminException nonsense) {
            return new StatusReply.Silent(manager, nonsense.text());
        }
    }

    /** The manager that leads now, if one that answers does. */
    public Optional<ManagerAddress> leader() throws AdminException {
        for (ManagerAddress manager : managers.all()) {
            if (ask(manager, ManagerClient::askStatus)
                            instanceof Reply.Answer<ManagerStatus>(ManagerStatus status)
                    && status.leading()) {
                return Optional.of(manager);
            }
        }
        return Optional.empty();
    }

    private static ManagerStatus askStatus(AdminServiceBlockingStub manager)
            throws MalformedMessageException {
        return StatusCodec.decode(manager.status(Wire.StatusRequest.getDefaultInstance()));
    }

    /** Names of all services, as the leader tells them, if that answers: others may lag. */
    public List<ServiceName> services() throws AdminException {
        List<Reply.None<ManagerStatus>> silent = new ArrayList<>();
        ManagerStatus told = null;
        for (ManagerAddress manager : managers.all()) {
            switch (ask(manager, ManagerClient::askStatus)) {
                case Reply.Answer<ManagerStatus>(ManagerStatus status) -> {
                    if (status.leading()) {
                        return names(status);
                    }
                    told = told == null ? status : told;
                }
                case Reply.None<ManagerStatus> none -> silent.add(none);
            }
        }
        if (told == null) {
            throw nobodyAnswers(silent);
        }
        return names(told);
    }

    private static List<ServiceName> names(ManagerStatus status) {
        return status.services().stream()
                .map(ManagerStatus.ServiceStatus::service)
                .toList();
    }

    /** As the leader tells it, if that answers: only it knows who is kept out. */
    public OwnersReport owners(ServiceName service) throws AdminException {
        List<Reply.None<OwnersReport>> silent = new ArrayList<>();
        List<OwnersReport> ofOthers = new ArrayList<>();
        for (ManagerAddress manager : managers.all()) {
            switch (ask(manager, stub -> owners(stub, service))) {
                case Reply.Answer<OwnersReport>(OwnersReport report) -> {
                    if (report.leading()) {
                        return report;
                    }
                    ofOthers.add(report);
                }
                case Reply.None<OwnersReport> none -> silent.add(none);
            }
        }
        if (ofOthers.isEmpty()) {
            throw nobodyAnswers(silent);
        }
        return ofOthers.getFirst();
    }

    private static OwnersReport owners(AdminServiceBlockingStub manager, ServiceName service)
            throws MalformedMessageException {
        return AdminCodec.decode(manager.owners(AdminCodec.encodeOwnersRequest(service)));
    }

    public LeaseTable table(ServiceName service) throws AdminException {
        return first(manager ->
                AdminCodec.decode(manager.table(AdminCodec.encodeTableRequest(service))));
    }

    /**
     * Gives the order to the leader; where none leads just now, waits for one within the time-out.
     */
    public void drain(DrainOrder order) throws AdminException {
        DrainOrder.Outcome outcome = orderLeader(manager -> drain(manager, order));
        if (outcome == DrainOrder.Outcome.UNKNOWN_OWNER) {
            throw new AdminException(
                    AdminException.Kind.NOT_FOUND,
                    "there is no owner \"%s\" in service \"%s\""
                            .formatted(order.owner(), order.service()));
        }
    }

    /** As {@link #drain}. */
    public void letIn(LetInOrder order) throws AdminException {
        var unused = orderLeader(manager -> done(manager.letIn(AdminCodec.encode(order))));
    }

    /** As {@link #drain}. */
    public void undrain(UndrainOrder order) throws AdminException {
        var unused = orderLeader(manager -> done(manager.undrain(AdminCodec.encode(order))));
    }

    /** As {@link #drain}. */
    public void evict(EvictOrder order) throws AdminException {
        var unused = orderLeader(manager -> done(manager.evict(AdminCodec.encode(order))));
    }

    /** As {@link #drain}. */
    public void remove(ServiceName service) throws AdminException {
        var unused =
                orderLeader(manager -> done(manager.removeService(AdminCodec.removal(service))));
    }

    /** As {@link #drain}, but whom it covers need not be there. */
    public void cordon(CordonOrder order) throws AdminException {
        var unused = orderLeader(manager -> done(manager.cordon(AdminCodec.encode(order))));
    }

    /**
     * What the manager knows that has seen it for the longest time, among those that know what the
     * leader does, if there are any, of the store's newest history.
     */
    public HistoryReport history(HistoryQuestion question) throws AdminException {
        List<Reply.None<HistoryReport>> silent = new ArrayList<>();
        List<HistoryReport> reports = new ArrayList<>();
        for (ManagerAddress manager : managers.all()) {
            switch (ask(
                    manager,
                    of -> HistoryCodec.decode(of.history(HistoryCodec.encode(question))))) {
                case Reply.Answer<HistoryReport>(HistoryReport report) -> reports.add(report);
                case Reply.None<HistoryReport> none -> silent.add(none);
            }
        }
        if (reports.isEmpty()) {
            throw nobodyAnswers(silent);
        }
        return Collections.max(reports, HistoryReport.BY_WORTH);
    }

    private DrainOrder.Outcome orderLeader(Question<DrainOrder.Outcome> order)
            throws AdminException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<Reply.None<DrainOrder.Outcome>> silent = new ArrayList<>();
            for (ManagerAddress manager : managers.all()) {
                switch (ask(manager, order)) {
                    case Reply.Answer<DrainOrder.Outcome>(DrainOrder.Outcome outcome) -> {
                        if (outcome != DrainOrder.Outcome.NOT_LEADING) {
                            return outcome;
                        }
                    }
                    case Reply.None<DrainOrder.Outcome> none -> silent.add(none);
                }
            }
            if (silent.size() == managers.all().size() && areUnreachable(silent)) {
                throw nobodyAnswers(silent);
            }
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw silent.isEmpty() ? nobodyLeads() : nobodyAnswers(silent);
            }
            LockSupport.parkNanos(BEFORE_NEXT_ROUND.toNanos());
        }
    }

    private static <A> boolean areUnreachable(List<Reply.None<A>> silent) {
        return silent.stream().allMatch(none -> none.failure().unreachable());
    }

    private static DrainOrder.Outcome drain(AdminServiceBlockingStub manager, DrainOrder order)
            throws MalformedMessageException {
        return AdminCodec.decode(manager.drain(AdminCodec.encode(order)));
    }

    /** What the one answer means that isn't a failure. */
    private static DrainOrder.Outcome done(@SuppressWarnings("unused") Message reply) {
        return DrainOrder.Outcome.ACCEPTED;
    }

    private AdminException nobodyLeads() {
        return new AdminException(
                AdminException.Kind.REFUSED,
                "no manager leads now (%s): try again in a few seconds".formatted(managers));
    }

    private <A> A first(Question<A> question) throws AdminException {
        List<Reply.None<A>> silent = new ArrayList<>();
        for (ManagerAddress manager : managers.all()) {
            switch (ask(manager, question)) {
                case Reply.Answer<A> answer -> {
                    return answer.value();
                }
                case Reply.None<A> none -> silent.add(none);
            }
        }
        throw nobodyAnswers(silent);
    }

    private <A> Reply<A> ask(ManagerAddress manager, Question<A> question) throws AdminException {
        ManagedChannel channel = channels.computeIfAbsent(manager, connections::open);
        AdminServiceBlockingStub stub = AdminServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return new Reply.Answer<>(question.ask(stub));
        } catch (MalformedMessageException malformed) {
            throw new AdminException(
                    AdminException.Kind.REFUSED,
                    "manager %s sent what breaks the protocol: %s"
                            .formatted(manager, malformed.getMessage()));
        } catch (StatusRuntimeException refused) {
            CallFailure failure = CallFailure.of(refused.getStatus(), timeout);
            if (failure.code() == Status.Code.ABORTED) { // by what the service is like
                throw new AdminException(AdminException.Kind.REFUSED, failure.reason());
            }
            if (failure.code() == Status.Code.NOT_FOUND) {
                throw new AdminException(AdminException.Kind.NOT_FOUND, failure.reason());
            }
            // Else it would wait longer and longer before it connects again.
            channel.resetConnectBackoff();
            return new Reply.None<>(manager, failure);
        }
    }

    private <A> AdminException nobodyAnswers(List<Reply.None<A>> silent) {
        String why = silent.stream()
                .map(none -> none.manager() + " (" + none.failure().reason() + ")")
                .collect(Collectors.joining(", "));
        if (areUnreachable(silent)) {
            return new AdminException(
                    AdminException.Kind.UNREACHABLE, "no manager answers at " + why);
        }
        return new AdminException(AdminException.Kind.REFUSED, "the managers refuse: " + why);
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
