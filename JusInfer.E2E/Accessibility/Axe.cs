using System.Text.Json;
using Deque.AxeCore.Commons;

namespace JusInfer.E2E.Accessibility;

/// <summary>
/// Runs axe-core in a page that is open. The script is loaded once per document, and the result is made in the page itself: the package for
/// Playwright loads the script and opens a second browser session for each run, which takes longer than most checks.
/// </summary>
internal static class Axe
{
    /// <summary>All rules, and target-size, which is off by default because WCAG 2.2 is newer than the other rules.</summary>
    public const string AllRules = """{ "rules": { "target-size": { "enabled": true } } }""";

    /// <summary>The only rule that the color scheme can change.</summary>
    public const string ContrastOnly = """{ "runOnly": { "type": "rule", "values": ["color-contrast"] } }""";

    /// <summary>The rule that the width changes: where columns become rows, targets can come too close to each other.</summary>
    public const string TargetsOnly = """{ "runOnly": { "type": "rule", "values": ["target-size"] } }""";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// Elements that follow a rule are not described, which would take longer than checking them. A frame would need the script too, and
    /// no page has one: then the check fails, so that nothing is left out.
    /// </summary>
    private const string Run = """
        async rules => {
          if (!window.axe) return null;
          if (document.querySelector('iframe, frame')) throw new Error('axe does not check the frame of this page');
          const { violations } = await axe.run(document, { ...JSON.parse(rules), resultTypes: ['violations'] });
          return JSON.stringify(violations.map(({ id, impact, help, nodes }) =>
            ({ id, impact, help, nodes: nodes.map(({ html, any }) => ({ html, messages: any.map(check => check.message) })) })));
        }
        """;

    /// <param name="page">The page in the state to check.</param>
    /// <param name="rules">The options that choose the rules, as JSON.</param>
    public static async Task<AxeViolation[]> RunAsync(IPage page, string rules)
    {
        var violations = await page.EvaluateAsync<string?>(Run, rules);
        if (violations is null)
        {
            await page.EvaluateAsync(Script);
            violations = await page.EvaluateAsync<string>(Run, rules);
        }

        return JsonSerializer.Deserialize<AxeViolation[]>(violations, Json)!;
    }
}

/// <summary>A rule that elements of the page violate.</summary>
internal sealed record AxeViolation(string Id, string? Impact, string Help, AxeNode[] Nodes);

/// <summary>An element, and what is wrong with it.</summary>
internal sealed record AxeNode(string Html, string[] Messages)
{
    public override string ToString() => $"{Html} {string.Join(' ', Messages)}";
}
