package io.centrifuge.protocol.client;

import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.security.TlsFailure;
import io.grpc.Status;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a call to a manager failed, for people.
 *
 * @param unreachable whether the manager did not answer at all, or is not ready to
 */
public record CallFailure(Status.Code code, String reason, boolean unreachable) {
    public static CallFailure of(Status status, Duration timeout) {
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                new CallFailure(
                        status.getCode(), "no answer within " + DurationText.of(timeout), true);
            case UNAVAILABLE -> new CallFailure(status.getCode(), reason(status), true);
            default -> new CallFailure(status.getCode(), reason(status), false);
        };
    }

    /** The reason alone: one failure has the same words wherever people read of it. */
    public static String reason(Status status) {
        return status.getCode() == Status.Code.UNAVAILABLE
                ? whyUnavailable(status)
                : TlsFailure.text(status.getCause()).orElseGet(() -> described(status));
    }

    private static String whyUnavailable(Status status) {
        Optional<String> refusedByTls = TlsFailure.text(status.getCause());
        if (refusedByTls.isPresent()) {
            return refusedByTls.get();
        }
        Throwable cause = status.getCause();
        while (cause != null) {
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
            if (cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
            cause = cause.getCause();
        }
        // What gRPC says of a connection that broke is "io exception".
        return status.getCause() instanceof IOException ? "connection lost" : described(status);
    }

    private static String described(Status status) {
        String description = status.getDescription();
        return description == null || description.isBlank()
                ? status.getCode().toString()
                : description.lines().findFirst().orElseThrow();
    }
}
