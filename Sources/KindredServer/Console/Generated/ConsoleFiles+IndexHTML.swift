// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let indexHTML = ##"""
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kindred console</title>
<link rel="icon" href="/dashboard/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/dashboard/console.css">
<script type="module" src="/dashboard/console.js"></script>
</head>
<body>
<a class="skip" href="#main" id="skip">Skip to the content</a>
<header class="top">
<a class="brand" href="#/"><img src="/dashboard/icon.svg" alt="" width="26" height="26"><span>Kindred</span></a>
<nav aria-label="Main" class="main-nav">
<a href="#/" id="nav-collections">Collections</a>
<a href="#/jobs" id="nav-jobs">Learning</a>
</nav>
<div class="top-tools">
<button type="button" class="quiet" id="key">API key</button>
<button type="button" class="quiet" id="theme">Theme: auto</button>
</div>
</header>
<main id="main" tabindex="-1"><noscript>The console needs JavaScript. The API works without it.</noscript></main>
<footer class="foot"><span id="server"></span></footer>
<div id="messages" role="status" aria-live="polite"></div>
</body>
</html>

"""##
}
#endif
