using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>Every page in light and dark, on a desktop and on a phone. Two classes share the pages, so that they run at the same time.</summary>
public abstract class AccessiblePages : PageStateJourney
{
    private static readonly DisplaySettings[] Displays = [DisplaySettings.Desktop, DisplaySettings.Desktop with { Dark = true }, DisplaySettings.Phone, DisplaySettings.Phone with { Dark = true }];

    private static readonly string[] Failing = ["serious", "critical"];

    /// <summary>Elements that follow a rule are not described, which would take longer than checking them.</summary>
    private static readonly AxeRunOptions AllRules = new()
    {
        ResultTypes = [ResultType.Violations],

        // Off by default, because WCAG 2.2 is newer than the other rules.
        Rules = new Dictionary<string, RuleOptions>(StringComparer.Ordinal) { ["target-size"] = new() { Enabled = true } },
    };

    /// <summary>The only rule that the color scheme can change.</summary>
    private static readonly AxeRunOptions ContrastOnly = new() { ResultTypes = [ResultType.Violations], RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

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
        List<string> errors = [];
        foreach (var display in Displays)
        {
            await visitor.ApplyAsync(display);
            await Screenshots.SaveAsync(visitor.Page, $"{page} {display}");
            foreach (var violation in (await visitor.Page.RunAxe(display.Dark ? ContrastOnly : AllRules)).Violations)
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

    private static string Describe(AxeResultItem violation, DisplaySettings display) =>
        $"{display}: {violation.Impact} {violation.Id}, {violation.Help}: {string.Join(" | ", violation.Nodes.Take(5).Select(node => $"{node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))}";
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
