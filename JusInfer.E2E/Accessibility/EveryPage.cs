using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>Each page in daylight and in the dark, on a desk and on a phone.</summary>
public sealed class EveryPage : Journey
{
    private static readonly Look[] Looks = [Look.Desktop, Look.Desktop with { Dark = true }, Look.Phone, Look.Phone with { Dark = true }];

    private static readonly string[] Grave = ["serious", "critical"];

    [Theory]
    [MemberData(nameof(Places.Names), MemberType = typeof(Places))]
    public async Task Axe_finds_no_serious_fault(string place)
    {
        var visitor = await GoAsync(Places.Named(place));
        List<string> faults = [];
        foreach (var look in Looks)
        {
            await visitor.WearAsync(look);
            await Album.KeepAsync(visitor.Page, $"{place} {look}");
            foreach (var fault in (await visitor.Page.RunAxe()).Violations)
            {
                if (Grave.Contains(fault.Impact)) faults.Add(Say(fault, look));
                else TestContext.Current.TestOutputHelper?.WriteLine(Say(fault, look));
            }
        }

        faults.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Places.Names), MemberType = typeof(Places))]
    public async Task Nothing_is_wider_than_a_phone(string place)
    {
        var visitor = await GoAsync(Places.Named(place), Look.Phone);
        (await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(Look.Phone.Width);
        (await visitor.Page.EvaluateAsync<string[]>(OutsideOfTheWindow)).ShouldBeEmpty();
    }

    /// <summary>Buttons, fields and headings that nobody can get into view, since nothing around them scrolls.</summary>
    private const string OutsideOfTheWindow = """
        () => [...document.querySelectorAll('h1, h2, h3, a, button, input, select, summary')]
          .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.skip-link, [tabindex="0"]'))
          .filter(e => { const box = e.getBoundingClientRect(); return box.width > 1 && (box.left < 0 || box.right > innerWidth + 0.5); })
          .map(e => e.outerHTML.slice(0, 160))
        """;

    private async Task<Visitor> GoAsync(Place place, Look? look = null)
    {
        var visitor = place.Who switch
        {
            Eyes.Stranger => await ArriveAsync(look),
            Eyes.Newcomer => (await ArriveSignedInAsync(look)).Visitor,
            _ => await ArriveAsync(look, (await Site.FurnishedTeam).Session),
        };
        await place.GoAsync(visitor);
        return visitor;
    }

    private static string Say(AxeResultItem fault, Look look) =>
        $"{look}: {fault.Impact} {fault.Id}, {fault.Help}: {string.Join(" | ", fault.Nodes.Take(5).Select(node => $"{node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))}";
}
