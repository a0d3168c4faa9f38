using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>
/// Every page in light and dark, on a desktop and on a phone. Three classes share the pages, so that they run at the same time. What the
/// color scheme and the width can change is checked in each; the other combinations only with <c>eng/test.sh --full-matrix</c>.
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

    /// <summary>
    /// Finds the kinds of elements of a page, each with the kind that it is in, on which its colors and its place depend. A kind is what
    /// the styles know: a name and classes.
    /// </summary>
    private const string FindKinds = """
        () => {
          const kindOf = e => [e.localName, ...e.classList].join('.');
          return [...new Set([...document.querySelectorAll('body *')].map(e => `${kindOf(e.parentElement)} > ${kindOf(e)}`))];
        }
        """;

    /// <summary>Fails if the page has a serious accessibility violation, an unreachable element, or is wider than the window.</summary>
    private protected async Task CheckAsync(string page) => await CheckAsync(page, await OpenAsync(PageStates.Named(page)));

    /// <summary>Checks the page that the visitor has open. Then its window is as narrow as the last check needs it.</summary>
    private protected static async Task CheckAsync(string page, Visitor visitor) =>
        (await FaultsOfAsync(page, visitor, knownKinds: null)).ShouldBeEmpty();

    /// <param name="page">Its name.</param>
    /// <param name="visitor">The visitor who has it open.</param>
    /// <param name="knownKinds">
    /// The kinds of elements of the pages before, to which those of this one are added. If it has no other, the colors and the targets of
    /// the further displays are those of these pages, and are not checked again.
    /// </param>
    private protected static async Task<List<string>> FaultsOfAsync(string page, Visitor visitor, HashSet<string>? knownKinds)
    {
        // The text of a page that a form led to is there before its styles.
        await DocumentState.WaitUntilLoadedAsync(visitor.Page);
        List<string> errors = [];
        var hasNewKinds = knownKinds is null || IsFullMatrix;
        if (knownKinds is not null)
        {
            foreach (var kind in await visitor.Page.EvaluateAsync<string[]>(FindKinds)) hasNewKinds |= knownKinds.Add(kind);
        }

        foreach (var (display, rules) in IsFullMatrix ? AllDisplays : Displays)
        {
            await visitor.ApplyAsync(display);
            await Screenshots.SaveAsync(visitor.Page, $"{page} {display}");
            foreach (var violation in hasNewKinds || rules == Axe.AllRules ? await Axe.RunAsync(visitor.Page, rules) : [])
            {
                if (Failing.Contains(violation.Impact)) errors.Add(Describe(violation, display));
                else TestContext.Current.TestOutputHelper?.WriteLine(Describe(violation, display));
            }

            await AddOverflowAsync(visitor, display, errors);
        }

        await visitor.ApplyAsync(DisplaySettings.Narrow);
        await AddOverflowAsync(visitor, DisplaySettings.Narrow, errors);
        return errors;
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

/// <summary>
/// The articles, which share a layout. A visitor reads those of a section one after another, in one window: for a new one, the browser
/// starts a process, which compiles the scripts again.
/// </summary>
public sealed class AccessibleArticles : AccessiblePages
{
    [Theory]
    [MemberData(nameof(PageStates.Sections), MemberType = typeof(PageStates))]
    public async Task The_articles_of_a_section_have_no_serious_accessibility_violation_and_no_unreachable_element(string section)
    {
        var visitor = await OpenVisitorAsync();
        HashSet<string> kinds = new(StringComparer.Ordinal);
        List<string> errors = [];
        foreach (var article in PageStates.Articles(section))
        {
            await visitor.ApplyAsync(DisplaySettings.Desktop);
            await article.OpenAsync(visitor);
            errors.AddRange((await FaultsOfAsync(article.Name, visitor, kinds)).Select(error => $"{article.Name}: {error}"));
        }

        errors.ShouldBeEmpty();
    }
}

public sealed class AccessibleSignedInPages : AccessiblePages
{
    [Theory]
    [MemberData(nameof(PageStates.SignedInNames), MemberType = typeof(PageStates))]
    public Task A_page_has_no_serious_accessibility_violation_and_no_unreachable_element(string page) => CheckAsync(page);
}
