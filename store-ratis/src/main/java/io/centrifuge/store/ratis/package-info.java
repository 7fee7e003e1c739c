/**
 * The replicated store on Apache Ratis. {@link io.centrifuge.store.ratis.RatisStore} is its face.
 */
@NullMarked
package io.centrifuge.store.ratis;

import org.jspecify.annotations.NullMarked;
