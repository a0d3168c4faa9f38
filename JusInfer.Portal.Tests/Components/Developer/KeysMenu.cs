using Bunit;
using JusInfer.Portal.Components.Developer.Keys;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The menu of a row of the Keys page.</summary>
internal static class KeysMenu
{
    /// <summary>Opens the menu of a key and returns what it offers.</summary>
    public static string[] Open(IRenderedComponent<KeysPanel> panel, string key)
    {
        panel.Find($"[aria-label='Actions for {key}']").Click();
        return
        [
            .. panel.FindAll("#key-menu a, #key-menu button")
                .Select(static item => (item.QuerySelector(".idle") ?? item).TextContent.Trim()),
        ];
    }

    public static void Click(IRenderedComponent<KeysPanel> panel, string key, string action)
    {
        Open(panel, key);
        panel.FindAll("#key-menu button").Single(item => item.TextContent.Trim() == action).Click();
    }
}
