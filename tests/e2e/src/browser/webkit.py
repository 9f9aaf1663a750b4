"""The smallest browser around WebKitGTK that WebKitWebDriver can drive. Its argument is a folder, where it writes
`console` (a line for each message) and `history` (a JSON list of addresses, oldest first). It has no network as long as
there is a file `offline`, and says so by one `is-offline`.

WebKitGTK's own MiniBrowser would not do: under automation it browses privately, and private pages have no console.
"""

import json
import os
import signal
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gio, GLib, Gtk, WebKit2  # noqa: E402

folder = sys.argv[1]


def follow_network(*_):
    is_offline = os.path.exists(f"{folder}/offline")
    # No proxy listens there, so nothing is reached any more.
    nowhere = WebKit2.NetworkProxySettings.new("http://127.0.0.1:1", None)
    mode = WebKit2.NetworkProxyMode
    data = context.get_website_data_manager()
    data.set_network_proxy_settings(*((mode.CUSTOM, nowhere) if is_offline else (mode.NO_PROXY, None)))
    if is_offline:
        open(f"{folder}/is-offline", "w").close()
    elif os.path.exists(f"{folder}/is-offline"):
        os.remove(f"{folder}/is-offline")


def write_history(view, *_):
    entries = view.get_back_forward_list()
    # The nearest come first in both directions.
    items = [*reversed(entries.get_back_list()), entries.get_current_item(), *entries.get_forward_list()]
    # In one go, so that nobody reads half a list.
    with open(f"{folder}/history.new", "w") as file:
        json.dump([item.get_uri() for item in items if item], file)
    os.rename(f"{folder}/history.new", f"{folder}/history")


def new_view(_session):
    # There is no graphics hardware: without it, pages are painted at once instead of by an imitation of it.
    settings = WebKit2.Settings(
        enable_write_console_messages_to_stdout=True,
        hardware_acceleration_policy=WebKit2.HardwareAccelerationPolicy.NEVER,
    )
    view = WebKit2.WebView(web_context=context, settings=settings, is_controlled_by_automation=True)
    view.connect("notify::uri", write_history)
    view.get_back_forward_list().connect("changed", lambda *_: write_history(view))
    window = Gtk.Window(default_width=1100, default_height=900)
    window.add(view)
    view.connect("close", lambda _: window.destroy())
    window.show_all()
    view.grab_focus()
    # A browser that went nowhere has a history as well.
    write_history(view)
    return view


def automation_started(_context, session):
    application = WebKit2.ApplicationInfo()
    application.set_name("maxio-link-e2e")
    session.set_application_info(application)
    session.connect("create-web-view", new_view)


# Whatever the setting's name says, messages go to the standard error of the processes that run the pages.
os.dup2(os.open(f"{folder}/console", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), sys.stderr.fileno())
context = WebKit2.WebContext.get_default()
context.set_automation_allowed(True)
context.connect("automation-started", automation_started)
# Less motion, as a person can choose for the whole desktop: painting it would take most of the time of the tests.
Gtk.Settings.get_default().set_property("gtk-enable-animations", False)
network = Gio.File.new_for_path(f"{folder}/offline").monitor_file(Gio.FileMonitorFlags.NONE)
network.connect("changed", follow_network)
GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal.SIGTERM, Gtk.main_quit)
Gtk.main()
