<?php
// Installs WordPress and fills it with articles of Gait's texts; prints which are measured.
//
//     php fill.php SITE URL ARTICLES GAIT_FACTS
[, $site, $url, $articles, $facts_file] = $argv;
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
require "$site/wp-config.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

const RELATED = 3;

add_filter('pre_wp_mail', '__return_true');
wp_install('Clinic', 'editor', 'editor@mail.example', true, '', 'a-password-of-the-bench');
update_option('siteurl', $url);
update_option('home', $url);
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('permalink_structure', '/%postname%/');
switch_theme('twentytwentythree');
foreach (['post', 'page'] as $type) {
    foreach (get_posts(['post_type' => $type, 'numberposts' => -1]) as $sample) {
        wp_delete_post($sample->ID, true);
    }
}

$facts = json_decode(file_get_contents($facts_file), true);
$made = [];
for ($n = 0; $n < (int) $articles; $n++) {
    $made[] = wp_insert_post([
        'post_title' => "Article $n on walking",
        'post_name' => "article-$n",
        'post_status' => 'publish',
        'post_author' => 1,
        'post_excerpt' => $facts['text']['summary'],
        'post_content' => content($facts['text'], array_slice($made, -RELATED)),
    ], true);
}
flush_rewrite_rules();

$measured = array_slice($made, RELATED, count($facts['articles']));
echo json_encode(['articles' => array_map(
    fn($id) => ['id' => $id, 'path' => parse_url(get_permalink($id), PHP_URL_PATH)],
    $measured
)]);

function content(array $text, array $related): string
{
    $blocks = array_map(fn($part) => block(...$part), $text['body']);
    array_unshift($blocks, block('paragraph', $text['introduction']));
    foreach ($related as $id) {
        $link = '<a href="' . get_permalink($id) . '">' . get_the_title($id) . '</a>';
        $blocks[] = block('paragraph', "<p>$link</p>");
    }
    return implode("\n\n", $blocks);
}

function block(string $kind, string $text): string
{
    if ($kind === 'heading') {
        $text = "<h2>$text</h2>";
    }
    return "<!-- wp:$kind -->\n$text\n<!-- /wp:$kind -->";
}
