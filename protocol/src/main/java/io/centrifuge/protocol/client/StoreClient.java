package io.centrifuge.protocol.client;

import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.stored.BackupCodec;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.protocol.stored.StoreFormatException;
import io.centrifuge.protocol.v1.StoreServiceGrpc;
import io.centrifuge.protocol.v1.StoreServiceGrpc.StoreServiceBlockingStub;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.MemberCodec;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Talks to processes that keep a member of the store. Used by one thread. */
public final class StoreClient implements AutoCloseable {
    private final ManagerChannels connections;
    private final Duration timeout;
    private final Map<ManagerAddress, ManagedChannel> channels = new HashMap<>();

    /** One question to one process. */
    @FunctionalInterface
    private interface Question<A> {
        A ask(StoreServiceBlockingStub member)
                throws MalformedMessageException, StoreFormatException;
    }

    /** One process didn't do as it was asked. */
    public static final class NotDoneException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient CallFailure failure;

        NotDoneException(ManagerAddress who, CallFailure failure) {
            super(who + ": " + failure.reason(), null, false, false);
            this.failure = failure;
        }

        public CallFailure failure() {
            return failure;
        }

        public String text() {
            return String.valueOf(getMessage());
        }
    }

    /** @param timeout of one call */
    public StoreClient(ManagerChannels connections, Duration timeout) {
        this.connections = connections;
        this.timeout = timeout;
    }

    public MemberStatus describe(ManagerAddress who) throws NotDoneException {
        return ask(
                who,
                member -> MemberCodec.decode(
                        member.describe(Wire.DescribeRequest.getDefaultInstance())));
    }

    public void join(ManagerAddress who, MemberStatus.Join join) throws NotDoneException {
        ask(who, member -> member.join(MemberCodec.encode(join)));
    }

    public void list(ManagerAddress who, MemberStatus.Listing listing) throws NotDoneException {
        ask(who, member -> member.listMember(MemberCodec.encode(listing)));
    }

    public void strikeOut(ManagerAddress who, String id) throws NotDoneException {
        ask(
                who,
                member -> member.strikeOutMember(
                        Wire.StrikeOutMemberRequest.newBuilder().setMember(id).build()));
    }

    public void change(ManagerAddress who, MemberStatus.Change change) throws NotDoneException {
        ask(who, member -> member.changeMembers(MemberCodec.encode(change)));
    }

    /** All of it, and whole. */
    public StoreBackup backup(ManagerAddress who) throws NotDoneException {
        return ask(who, member -> {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            member.backup(Wire.BackupRequest.getDefaultInstance())
                    .forEachRemaining(piece -> file.writeBytes(MemberCodec.decode(piece)));
            return BackupCodec.decode(file.toByteArray());
        });
    }

    private <A> A ask(ManagerAddress who, Question<A> question) throws NotDoneException {
        StoreServiceBlockingStub stub = StoreServiceGrpc.newBlockingStub(
                        channels.computeIfAbsent(who, connections::open))
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return question.ask(stub);
        } catch (MalformedMessageException | StoreFormatException malformed) {
            throw new NotDoneException(
                    who,
                    new CallFailure(
                            Status.Code.DATA_LOSS,
                            "sent what breaks the protocol: " + malformed.getMessage(),
                            false));
        } catch (StatusRuntimeException refused) {
            throw new NotDoneException(who, CallFailure.of(refused.getStatus(), timeout));
        }
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
