<?php
// Publishes an article so many times; prints the CPU milliseconds of PHP for each.
//
//     php publish.php SITE ARTICLE TIMES
[, $site, $article, $times] = $argv;
require "$site/wp-config.php";
wp_set_current_user(1);

const FIRST = 1;

for ($n = 0; $n < FIRST + (int) $times; $n++) {
    if ($n === FIRST) {
        $before = used();
    }
    wp_update_post(['ID' => (int) $article, 'post_title' => "Article on walking, $n"]);
}
echo (used() - $before) / (int) $times;

function used(): float
{
    $usage = getrusage();
    return 1000 * ($usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'])
        + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1000;
}
