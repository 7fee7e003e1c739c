package io.centrifuge.store.ratis;

import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.stored.BackupCodec;
import io.centrifuge.protocol.v1.StoreServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.MemberCodec;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.jspecify.annotations.Nullable;

/** Answers those who tend the store. Any thread may call. */
final class StoreService extends StoreServiceGrpc.StoreServiceImplBase {
    private final RatisStore store;

    StoreService(RatisStore store) {
        this.store = store;
    }

    @Override
    public void describe(Wire.DescribeRequest request, StreamObserver<Wire.MemberStatus> reply) {
        reply.onNext(MemberCodec.encode(store.status()));
        reply.onCompleted();
    }

    @Override
    public void join(Wire.JoinRequest request, StreamObserver<Wire.JoinReply> reply) {
        try {
            store.join(MemberCodec.decode(request));
            reply.onNext(Wire.JoinReply.getDefaultInstance());
            reply.onCompleted();
        } catch (MalformedMessageException malformed) {
            reply.onError(refusal(Status.INVALID_ARGUMENT, malformed.getMessage()));
        } catch (StoreException refused) {
            reply.onError(refusal(Status.FAILED_PRECONDITION, refused.getMessage()));
        }
    }

    @Override
    public void changeMembers(
            Wire.ChangeMembersRequest request, StreamObserver<Wire.ChangeMembersReply> reply) {
        MemberStatus.Change change;
        try {
            change = MemberCodec.decode(request);
        } catch (MalformedMessageException malformed) {
            reply.onError(refusal(Status.INVALID_ARGUMENT, malformed.getMessage()));
            return;
        }
        Replica replica = store.replica();
        if (replica == null) {
            reply.onError(refusal(Status.FAILED_PRECONDITION, "this member is in no group yet"));
            return;
        }
        var unused = replica.change(change).whenComplete((done, failure) -> {
            String problem = problem(done, failure);
            if (failure instanceof IllegalArgumentException impossible) {
                reply.onError(refusal(Status.INVALID_ARGUMENT, impossible.getMessage()));
            } else if (problem == null) {
                reply.onNext(Wire.ChangeMembersReply.getDefaultInstance());
                reply.onCompleted();
            } else {
                reply.onError(refusal(Status.FAILED_PRECONDITION, problem));
            }
        });
    }

    @Override
    public void listMember(
            Wire.ListMemberRequest request, StreamObserver<Wire.ListMemberReply> reply) {
        MemberStatus.Listing listing;
        try {
            listing = MemberCodec.decode(request);
        } catch (MalformedMessageException malformed) {
            reply.onError(refusal(Status.INVALID_ARGUMENT, malformed.getMessage()));
            return;
        }
        answer(
                records -> records.list(listing.member(), listing.reads()),
                Wire.ListMemberReply.getDefaultInstance(),
                reply);
    }

    @Override
    public void strikeOutMember(
            Wire.StrikeOutMemberRequest request, StreamObserver<Wire.StrikeOutMemberReply> reply) {
        answer(
                records -> records.strikeOut(request.getMember()),
                Wire.StrikeOutMemberReply.getDefaultInstance(),
                reply);
    }

    /** Done by a group's member; may block for seconds. */
    @FunctionalInterface
    private interface Order {
        void carryOut(OwnRecords records) throws StoreException;
    }

    private <A> void answer(Order order, A done, StreamObserver<A> reply) {
        OwnRecords records = store.ownRecords();
        if (records == null) {
            reply.onError(refusal(Status.FAILED_PRECONDITION, "this member is in no group yet"));
            return;
        }
        // Not on gRPC's threads, which are few.
        Thread.ofPlatform().name("store-order").daemon().start(() -> {
            try {
                order.carryOut(records);
                reply.onNext(done);
                reply.onCompleted();
            } catch (StoreException refused) {
                reply.onError(refusal(Status.FAILED_PRECONDITION, refused.getMessage()));
            }
        });
    }

    @Override
    public void backup(Wire.BackupRequest request, StreamObserver<Wire.BackupPiece> reply) {
        Replica replica = store.replica();
        if (replica == null) {
            reply.onError(refusal(Status.FAILED_PRECONDITION, "this member is in no group yet"));
            return;
        }
        byte[] file = BackupCodec.encode(replica.backup(Instant.now()));
        ServerCallStreamObserver<Wire.BackupPiece> whoAsks =
                (ServerCallStreamObserver<Wire.BackupPiece>) reply;
        whoAsks.setOnReadyHandler(new BackupSender(file, whoAsks));
    }

    /** Sends the file, as fast as it is taken. gRPC calls it, one call at a time. */
    private static final class BackupSender implements Runnable {
        private static final int PIECE_BYTES = 1 << 20;

        private final byte[] file;
        private final ServerCallStreamObserver<Wire.BackupPiece> whoAsks;
        private int sent;

        BackupSender(byte[] file, ServerCallStreamObserver<Wire.BackupPiece> whoAsks) {
            this.file = file;
            this.whoAsks = whoAsks;
        }

        @Override
        public void run() {
            while (sent < file.length && whoAsks.isReady()) {
                int next = Math.min(PIECE_BYTES, file.length - sent);
                whoAsks.onNext(MemberCodec.encodePiece(file, sent, next));
                sent += next;
                if (sent == file.length) {
                    whoAsks.onCompleted();
                }
            }
        }
    }

    private static @Nullable String problem(
            @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        Throwable why = failure;
        if (why == null && reply != null && !reply.isSuccess()) {
            why = reply.getException();
        }
        if (why == null) {
            return null;
        }
        return why instanceof NotLeaderException
                ? "this member doesn't lead the group: ask the one that does"
                : "the group is not changed: " + why.getMessage();
    }

    private static RuntimeException refusal(Status status, @Nullable String text) {
        return status.withDescription(text).asRuntimeException();
    }
}
