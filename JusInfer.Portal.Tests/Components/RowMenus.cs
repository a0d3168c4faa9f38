using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Tests.Components;

/// <summary>The menus of the rows of a table.</summary>
internal static class RowMenus
{
    /// <summary>What the menu of a row offers, such as that of "ada@example.com"; nothing if the row has none.</summary>
    public static string[] Offers<TPanel>(IRenderedComponent<TPanel> panel, string row)
        where TPanel : IComponent => [.. ItemsOf(panel, row).Select(static item => item.TextContent)];

    /// <summary>Chooses an action, such as "Set cap", in the menu of a row.</summary>
    public static void Choose<TPanel>(IRenderedComponent<TPanel> panel, string row, string action)
        where TPanel : IComponent => ItemsOf(panel, row).Single(item => item.TextContent == action).Click();

    private static IEnumerable<IElement> ItemsOf<TPanel>(IRenderedComponent<TPanel> panel, string row)
        where TPanel : IComponent => panel.FindAll($"button[aria-label='Actions for {row}']")
            .SelectMany(opener => panel.FindAll($"#{opener.GetAttribute("popovertarget")} button"));
}
