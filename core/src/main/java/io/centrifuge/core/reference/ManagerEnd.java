package io.centrifuge.core.reference;

import io.centrifuge.ServiceName;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.ManagerMessage.Leases;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manager's end of one stream of one incarnation: shortens what its machine says, and resolves
 * what the owner says, so that each machine hears the other's very words (docs/protocol.md, "By
 * reference"). One thread.
 *
 * <p>Invariant: what {@link #receive} resolves is what the owner's machine said.
 */
public final class ManagerEnd {
    private final ServiceName service;
    private final OwnerRef owner;

    /** Sent in the session, from the one on that the newest request says was handled. */
    private final Lists lists = new Lists();

    /** The newest request heard, as it was said. */
    private @Nullable OwnerRequest newest;

    /** Whether a list has answered it; what comes after that is pushed. */
    private boolean answered;

    public ManagerEnd(ServiceName service, OwnerRef owner) {
        this.service = service;
        this.owner = owner;
    }

    /** How the message travels; it is meant for this owner. */
    public ManagerFrame send(ManagerMessage message) {
        if (!(message instanceof Leases list)) {
            return new ManagerFrame.Whole(message);
        }
        lists.enter(list.term());
        boolean unchanged = isUnchanged(list);
        if (newest != null && newest.sequence() == list.handled()) {
            answered = true;
        }
        lists.put(list);
        return unchanged
                ? new Unchanged(
                        service, owner, list.term(), list.sequence(), list.seen(), list.handled())
                : new ManagerFrame.Whole(list);
    }

    /** Whether it names what the list named that the request which it answers has handled. */
    private boolean isUnchanged(Leases list) {
        return newest != null
                && newest.sequence() == list.handled()
                && !answered
                && list.keptOutNanos() == 0
                && !list.mayLeave()
                && list.recalls().isEmpty()
                && lists.find(newest.term(), newest.handled())
                        .filter(same -> same.leases().equals(list.leases())
                                && same.timing().equals(list.timing()))
                        .isPresent();
    }

    /** What a frame of the owner says. */
    public Received<OwnerRequest, ManagerFrame> receive(OwnerFrame frame) {
        return switch (frame) {
            case OwnerFrame.Whole(OwnerRequest request) -> {
                note(request);
                yield Received.message(request);
            }
            case Unchanged unchanged -> resolve(unchanged);
            case Unresolved wanted -> repeat(wanted);
        };
    }

    private Received<OwnerRequest, ManagerFrame> resolve(Unchanged request) {
        Optional<Leases> same = lists.find(request.term(), request.handled());
        if (newest != null && same.isPresent()) {
            OwnerRequest whole = new OwnerRequest(
                    service,
                    owner,
                    newest.address(),
                    request.term(),
                    request.sequence(),
                    request.seen(),
                    request.handled(),
                    same.get().leases().map(Lease::number),
                    List.of(),
                    false);
            note(whole);
            return Received.message(whole);
        }
        boolean wanted = newest == null || request.sequence() > newest.sequence();
        return wanted
                ? Received.answer(new Unresolved(
                        service, owner, request.term(), lists.newest(), request.sequence()))
                : Received.nothing();
    }

    private void note(OwnerRequest request) {
        if (newest == null || request.sequence() > newest.sequence()) {
            newest = request;
            answered = false;
            if (request.term() == lists.term()) {
                lists.forgetBefore(request.handled());
            }
        }
    }

    private Received<OwnerRequest, ManagerFrame> repeat(Unresolved wanted) {
        return lists.find(wanted.term(), wanted.seen())
                .filter(list -> list.sequence() == lists.newest())
                .map(list ->
                        Received.<OwnerRequest, ManagerFrame>answer(new ManagerFrame.Whole(list)))
                .orElseGet(Received::nothing);
    }
}
