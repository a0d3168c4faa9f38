using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>
/// Every page in light and dark, on a desktop and on a phone. Two classes share the pages, so that they run at the same time. What the color
/// scheme and the width can change is checked in each; the other combinations only with <c>eng/test.sh --full-matrix</c>.
/// </summary>
public abstract class AccessiblePages : PageStateJourney
{
    private static readonly (DisplaySettings Display, string Rules)[] Displays =
    [
        (DisplaySettings.Desktop, Axe.AllRules),
        (DisplaySettings.Desktop with { Dark = true }, Axe.ContrastOnly),
        (DisplaySettings.Phone, Axe.TargetsOnly),
    ];

    private static readonly (DisplaySettings Display, string Rules)[] AllDisplays =
    [
        (DisplaySettings.Desktop, Axe.AllRules),
        (DisplaySettings.Desktop with { Dark = true }, Axe.ContrastOnly),
        (DisplaySettings.Phone, Axe.AllRules),
        (DisplaySettings.Phone with { Dark = true }, Axe.ContrastOnly),
    ];

    private static readonly bool IsFullMatrix = Environment.GetEnvironmentVariable("JUSINFER_E2E_FULL_MATRIX") == "1";

    private static readonly string[] Failing = ["serious", "critical"];

    /// <summary>Finds buttons, fields and headings outside the window that no scrolling can bring into view.</summary>
    private const string FindUnreachable = """
        () => [...document.querySelectorAll('h1, h2, h3, a, button, input, select, summary')]
          .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.skip-link, [tabindex="0"]'))
          .filter(e => { const box = e.getBoundingClientRect(); return box.width > 1 && (box.left < 0 || box.right > innerWidth + 0.5); })
          .map(e => e.outerHTML.slice(0, 160))
        """;

    /// <summary>Fails if the page has a serious accessibility violation, an unreachable element, or is wider than the window.</summary>
    private protected async Task CheckAsync(string page) => await CheckAsync(page, await OpenAsync(PageStates.Named(page)));

    /// <summary>Checks the page that the visitor has open. Then its window is as narrow as the last check needs it.</summary>
    private protected static async Task CheckAsync(string page, Visitor visitor)
    {
        // The text of a page that a form led to is there before its styles.
        await visitor.Page.WaitForLoadStateAsync(LoadState.Load);
        List<string> errors = [];
        foreach (var (display, rules) in IsFullMatrix ? AllDisplays : Displays)
        {
            await visitor.ApplyAsync(display);
            await Screenshots.SaveAsync(visitor.Page, $"{page} {display}");
            foreach (var violation in await Axe.RunAsync(visitor.Page, rules))
            {
                if (Failing.Contains(violation.Impact)) errors.Add(Describe(violation, display));
                else TestContext.Current.TestOutputHelper?.WriteLine(Describe(violation, display));
            }

            await AddOverflowAsync(visitor, display, errors);
        }

        await visitor.ApplyAsync(DisplaySettings.Narrow);
        await AddOverflowAsync(visitor, DisplaySettings.Narrow, errors);
        errors.ShouldBeEmpty();
    }

    private static async Task AddOverflowAsync(Visitor visitor, DisplaySettings display, List<string> errors)
    {
        if (await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") > display.Width) errors.Add($"{display} of {display.Width} pixels: wider than the window");
        errors.AddRange((await visitor.Page.EvaluateAsync<string[]>(FindUnreachable)).Select(element => $"{display} of {display.Width} pixels: unreachable, {element}"));
    }

    private static string Describe(AxeViolation violation, DisplaySettings display) =>
        $"{display}: {violation.Impact} {violation.Id}, {violation.Help}: {string.Join<AxeNode>(" | ", violation.Nodes.Take(5))}";
}

public sealed class AccessiblePublicPages : AccessiblePages
{
    [Theory]
    [MemberData(nameof(PageStates.PublicNames), MemberType = typeof(PageStates))]
    public Task A_page_has_no_serious_accessibility_violation_and_no_unreachable_element(string page) => CheckAsync(page);
}

public sealed class AccessibleSignedInPages : AccessiblePages
{
    [Theory]
    [MemberData(nameof(PageStates.SignedInNames), MemberType = typeof(PageStates))]
    public Task A_page_has_no_serious_accessibility_violation_and_no_unreachable_element(string page) => CheckAsync(page);
}
