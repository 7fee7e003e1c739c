package io.centrifuge.protocol.wire;

import io.grpc.ClientInterceptor;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the wire protocol. Every call names in its metadata those that the client speaks.
 * The manager answers with the highest that both do, in the metadata of its answer, so that two
 * that don't understand each other never begin to talk. Stateless.
 */
public final class ProtocolVersion {
    /** What this code speaks: one version, the first. */
    static final VersionRange SPOKEN = new VersionRange(1, 1);

    public static final Metadata.Key<String> METADATA_KEY =
            Metadata.Key.of("centrifuge-protocol", Metadata.ASCII_STRING_MARSHALLER);

    /** What tools of others call, which know nothing of our versions. */
    private static final Set<String> EXEMPT = Set.of(
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");

    /** Of the other side's version, how many characters are shown to it. */
    private static final int MAX_SHOWN = 20;

    private ProtocolVersion() {}

    /** Names the versions in every call of a client. */
    public static ClientInterceptor clientInterceptor() {
        Metadata version = new Metadata();
        version.put(METADATA_KEY, SPOKEN.toString());
        return MetadataUtils.newAttachHeadersInterceptor(version);
    }

    /**
     * Refuses, with {@code FAILED_PRECONDITION}, every call that names no version that is spoken
     * here. Calls to the health and reflection services pass.
     */
    public static ServerInterceptor serverInterceptor() {
        return serverInterceptor(SPOKEN);
    }

    static ServerInterceptor serverInterceptor(VersionRange spoken) {
        return new VersionChoice(spoken);
    }

    private static String refusal(VersionRange spoken, @Nullable String theirs) {
        String said = theirs == null
                ? "has no such metadata"
                : "says \"" + theirs.substring(0, Math.min(theirs.length(), MAX_SHOWN)) + "\"";
        return ("this manager speaks version %s of the protocol, but the call's metadata %s %s:"
                        + " upgrade the older of client and manager, so that both speak the same")
                .formatted(spoken, METADATA_KEY.name(), said);
    }

    private static final class VersionChoice implements ServerInterceptor {
        private final VersionRange spoken;

        VersionChoice(VersionRange spoken) {
            this.spoken = spoken;
        }

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String called = call.getMethodDescriptor().getServiceName();
            if (called != null && EXEMPT.contains(called)) {
                return next.startCall(call, headers);
            }
            String theirs = headers.get(METADATA_KEY);
            OptionalInt chosen = Optional.ofNullable(theirs)
                    .flatMap(VersionRange::parse)
                    .map(spoken::common)
                    .orElse(OptionalInt.empty());
            if (chosen.isPresent()) {
                return next.startCall(naming(chosen.getAsInt(), call), headers);
            }
            call.close(
                    Status.FAILED_PRECONDITION.withDescription(refusal(spoken, theirs)),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }

        private static <Q, A> ServerCall<Q, A> naming(int version, ServerCall<Q, A> call) {
            return new SimpleForwardingServerCall<>(call) {
                @Override
                public void sendHeaders(Metadata headers) {
                    headers.put(METADATA_KEY, String.valueOf(version));
                    super.sendHeaders(headers);
                }
            };
        }
    }
}
