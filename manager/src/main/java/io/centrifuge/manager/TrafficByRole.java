package io.centrifuge.manager;

import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.StoreServiceGrpc;
import io.centrifuge.protocol.wire.WireTraffic;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;

import java.util.Objects;

/** Counts what goes to and from each kind of client. Any thread may call. */
final class TrafficByRole extends ServerStreamTracer.Factory {
    private final WireTraffic owners = new WireTraffic();
    private final WireTraffic lookups = new WireTraffic();
    private final WireTraffic administrators = new WireTraffic();
    private final WireTraffic others = new WireTraffic();

    /** Whom a manager talks with. */
    enum Role {
        OWNER,
        LOOKUP,
        ADMINISTRATOR,
        /** Those who ask the health service, and who call what there is not. */
        OTHER;

        static Role of(String fullMethodName) {
            String service = Objects.requireNonNullElse(
                    MethodDescriptor.extractFullServiceName(fullMethodName), "");
            return switch (service) {
                case OwnerServiceGrpc.SERVICE_NAME -> OWNER;
                case LookupServiceGrpc.SERVICE_NAME -> LOOKUP;
                case AdminServiceGrpc.SERVICE_NAME, StoreServiceGrpc.SERVICE_NAME -> ADMINISTRATOR;
                default -> OTHER;
            };
        }
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return of(Role.of(fullMethodName)).serverTracer();
    }

    WireTraffic of(Role role) {
        return switch (role) {
            case OWNER -> owners;
            case LOOKUP -> lookups;
            case ADMINISTRATOR -> administrators;
            case OTHER -> others;
        };
    }
}
