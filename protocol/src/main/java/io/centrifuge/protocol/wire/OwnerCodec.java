package io.centrifuge.protocol.wire;

import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What an owner sends, between core and wire; what it gets is {@link ManagerCodec}'s. Stateless.
 *
 * <p>Only what is held crosses the wire: the ranges left out have number 0.
 */
public final class OwnerCodec {
    private OwnerCodec() {}

    public static Wire.OwnerRequest encode(OwnerRequest request) {
        Wire.OwnerRequest.Builder wire = Wire.OwnerRequest.newBuilder()
                .setService(request.service().value())
                .setOwner(NameCodec.encode(request.owner()))
                .setAddress(request.address().value())
                .setTerm(request.term())
                .setSequence(request.sequence())
                .setSeen(request.seen())
                .setHandled(request.handled())
                .addAllTransferred(encode(request.transferred()))
                .setLeaving(request.leaving());
        for (Piece<Long> piece : request.held().pieces(number -> number != 0)) {
            wire.addHeld(Wire.HeldRange.newBuilder()
                    .setStart(piece.range().start())
                    .setEnd(piece.range().end())
                    .setNumber(piece.value()));
        }
        return wire.build();
    }

    public static OwnerRequest decode(Wire.OwnerRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("OwnerRequest");
        message.require("owner", wire.hasOwner());
        return new OwnerRequest(
                NameCodec.service(message, wire.getService()),
                NameCodec.decode(message.at("owner"), wire.getOwner()),
                NameCodec.address(message, wire.getAddress()),
                message.notNegative("term", wire.getTerm()),
                message.positive("sequence", wire.getSequence()),
                message.notNegative("seen", wire.getSeen()),
                message.notNegative("handled", wire.getHandled()),
                decodeHeld(message, wire.getHeldList()),
                decodeHandovers(message, "transferred", wire.getTransferredList()),
                wire.getLeaving());
    }

    private static RangeMap<Long> decodeHeld(FieldPath message, List<Wire.HeldRange> wire)
            throws MalformedMessageException {
        RangeReader ranges = new RangeReader();
        List<Piece<Long>> pieces = new ArrayList<>(wire.size());
        for (Wire.HeldRange held : wire) {
            FieldPath field = message.at("held", pieces.size());
            pieces.add(new Piece<>(
                    ranges.next(field, held.getStart(), held.getEnd()),
                    field.positive("number", held.getNumber())));
        }
        return RangeMap.of(0L, pieces);
    }

    static List<Wire.Handover> encode(List<Handover> handovers) {
        List<Wire.Handover> wire = new ArrayList<>(handovers.size());
        for (Handover handover : handovers) {
            wire.add(Wire.Handover.newBuilder()
                    .setStart(handover.range().start())
                    .setEnd(handover.range().end())
                    .setNumber(handover.number())
                    .setSuccessor(NameCodec.encode(handover.successor()))
                    .build());
        }
        return wire;
    }

    static List<Handover> decodeHandovers(FieldPath message, String list, List<Wire.Handover> wire)
            throws MalformedMessageException {
        List<Handover> handovers = new ArrayList<>(wire.size());
        for (Wire.Handover handover : wire) {
            FieldPath field = message.at(list, handovers.size());
            field.require("successor", handover.hasSuccessor());
            OwnerRef successor = NameCodec.decode(field.at("successor"), handover.getSuccessor());
            handovers.add(new Handover(
                    RangeReader.single(field, handover.getStart(), handover.getEnd()),
                    field.positive("number", handover.getNumber()),
                    successor));
        }
        return handovers;
    }
}
