using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>Each page in daylight and in the dark, on a desk and on a phone.</summary>
public sealed class EveryPage : Journey
{
    private static readonly Look[] Looks = [Look.Desktop, Look.Desktop with { Dark = true }, Look.Phone, Look.Phone with { Dark = true }];

    private static readonly string[] Grave = ["serious", "critical"];

    /// <summary>All that another theme changes.</summary>
    private static readonly AxeRunOptions ColorsOnly = new() { RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>Buttons, fields and headings that nobody can get into view, since nothing around them scrolls.</summary>
    private const string OutsideOfTheWindow = """
        () => [...document.querySelectorAll('h1, h2, h3, a, button, input, select, summary')]
          .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.skip-link, [tabindex="0"]'))
          .filter(e => { const box = e.getBoundingClientRect(); return box.width > 1 && (box.left < 0 || box.right > innerWidth + 0.5); })
          .map(e => e.outerHTML.slice(0, 160))
        """;

    [Theory]
    [MemberData(nameof(Places.Names), MemberType = typeof(Places))]
    public async Task No_serious_fault_of_accessibility_and_nothing_out_of_reach(string place)
    {
        var visitor = await GoAsync(Places.Named(place));
        List<string> faults = [];
        foreach (var look in Looks)
        {
            await visitor.WearAsync(look);
            await Album.KeepAsync(visitor.Page, $"{place} {look}");
            foreach (var fault in (await visitor.Page.RunAxe(look.Dark ? ColorsOnly : null)).Violations)
            {
                if (Grave.Contains(fault.Impact)) faults.Add(Say(fault, look));
                else TestContext.Current.TestOutputHelper?.WriteLine(Say(fault, look));
            }

            if (await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") > look.Width) faults.Add($"{look}: wider than its window");
            faults.AddRange((await visitor.Page.EvaluateAsync<string[]>(OutsideOfTheWindow)).Select(element => $"{look}: out of reach, {element}"));
        }

        faults.ShouldBeEmpty();
    }

    private async Task<Visitor> GoAsync(Place place)
    {
        var visitor = place.Who switch
        {
            Eyes.Stranger => await ArriveAsync(),
            Eyes.Newcomer => (await ArriveSignedInAsync()).Visitor,
            _ => await ArriveAsync(session: (await Site.FurnishedTeam).Session),
        };
        await place.GoAsync(visitor);
        return visitor;
    }

    private static string Say(AxeResultItem fault, Look look) =>
        $"{look}: {fault.Impact} {fault.Id}, {fault.Help}: {string.Join(" | ", fault.Nodes.Take(5).Select(node => $"{node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))}";
}
