<?php
// Lets one visitor hand in many comments one after the other.
add_filter('wp_is_comment_flood', '__return_false', PHP_INT_MAX);
