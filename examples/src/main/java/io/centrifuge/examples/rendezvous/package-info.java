/**
 * The paper's sample application: devices publish their address at any front end and ask for each
 * other's; back ends keep the addresses in memory, each key at one of them (paper, section 5). Made
 * to be read and copied: begin at {@link io.centrifuge.examples.rendezvous.BackEnd} and {@link
 * io.centrifuge.examples.rendezvous.FrontEnd}.
 */
@NullMarked
package io.centrifuge.examples.rendezvous;

import org.jspecify.annotations.NullMarked;
