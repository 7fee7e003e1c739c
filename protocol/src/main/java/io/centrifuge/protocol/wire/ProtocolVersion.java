package io.centrifuge.protocol.wire;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The version of the wire protocol, which every call names in its metadata, so that two that don't
 * understand each other never begin to talk. Stateless.
 */
public final class ProtocolVersion {
    /** The version that this code speaks; the only one. */
    public static final String CURRENT = "1";

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

    /** Names the version in every call of a client. */
    public static ClientInterceptor clientInterceptor() {
        Metadata version = new Metadata();
        version.put(METADATA_KEY, CURRENT);
        return MetadataUtils.newAttachHeadersInterceptor(version);
    }

    /**
     * Refuses, with {@code FAILED_PRECONDITION}, every call that names another version or none.
     * Calls to the health and reflection services pass.
     */
    public static ServerInterceptor serverInterceptor() {
        return new VersionCheck();
    }

    private static String refusal(@Nullable String theirs) {
        String said = theirs == null
                ? "has no such metadata"
                : "says \"" + theirs.substring(0, Math.min(theirs.length(), MAX_SHOWN)) + "\"";
        return ("this manager speaks version %s of the protocol, but the call's metadata %s %s:"
                        + " upgrade the older of client and manager, so that both speak the same")
                .formatted(CURRENT, METADATA_KEY.name(), said);
    }

    private static final class VersionCheck implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String theirs = headers.get(METADATA_KEY);
            String called = call.getMethodDescriptor().getServiceName();
            if (CURRENT.equals(theirs) || (called != null && EXEMPT.contains(called))) {
                return next.startCall(call, headers);
            }
            call.close(Status.FAILED_PRECONDITION.withDescription(refusal(theirs)), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }
}
