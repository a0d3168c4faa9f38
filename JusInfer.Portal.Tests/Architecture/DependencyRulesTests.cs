namespace JusInfer.Portal.Tests.Architecture;

public sealed class DependencyRulesTests
{
    private const string Root = "JusInfer.Portal.";

    private static readonly IReadOnlySet<Use> Uses = TypeUses.In(typeof(Program).Assembly.Location);
    private static readonly PartDependencies Gateway = new(Root + "Gateway.", Uses);
    private static readonly PartDependencies Dialects = new(Root + "Gateway.Dialects.", Uses);

    [Fact]
    public void A_module_uses_only_the_modules_it_may_use()
    {
        var broken = Uses
            .Where(use => IsOurs(use.User) && IsOurs(use.Used) && !MayUse(PlaceOf(use.User), PlaceOf(use.Used)))
            .Select(use => $"{use.User} uses {use.Used}");

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void A_part_of_the_gateway_uses_only_the_parts_below_it() =>
        Gateway.Violations(DependencyRules.GatewayParts).ShouldBeEmpty();

    [Fact]
    public void A_dialect_uses_only_the_dialects_below_it() => Dialects.Violations(DependencyRules.Dialects).ShouldBeEmpty();

    [Fact]
    public void Every_part_of_the_gateway_and_every_dialect_has_a_place_in_the_order()
    {
        Gateway.Parts.ShouldBe(DependencyRules.GatewayParts, ignoreOrder: true);
        Dialects.Parts.ShouldBe(DependencyRules.Dialects, ignoreOrder: true);
    }

    /// <summary>Prints what each part uses and which pairs use each other, for a comparison of two versions.</summary>
    [Fact]
    public void The_parts_of_the_gateway_and_their_dependencies_can_be_printed()
    {
        var report = Gateway.Report(DependencyRules.GatewayParts) + Dialects.Report(DependencyRules.Dialects);

        TestContext.Current.TestOutputHelper!.WriteLine(report);
        report.ShouldContain("mutual pairs");
    }

    [Fact]
    public void A_framework_is_used_only_where_it_may_be()
    {
        var broken = Uses
            .Where(use => IsOurs(use.User))
            .Where(use => DependencyRules.Frameworks.Any(framework => DependencyRules.IsIn(use.Used, framework.Key) && !framework.Value.Any(module => DependencyRules.IsIn(PlaceOf(use.User), module))))
            .Select(use => $"{use.User} uses {use.Used}");

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void A_module_without_io_does_no_io()
    {
        var broken = Uses
            .Where(use => IsOurs(use.User))
            .Where(use => DependencyRules.WithoutIo.Any(module => DependencyRules.IsIn(PlaceOf(use.User), module)) && !DependencyRules.WithIo.Any(part => DependencyRules.IsIn(PlaceOf(use.User), part)))
            .Where(use => DependencyRules.IoNamespaces.Any(impure => DependencyRules.IsIn(use.Used, impure)))
            .Select(use => $"{use.User} uses {use.Used}");

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_module_has_a_dependency_rule()
    {
        var places = Uses.Select(use => use.User).Where(IsOurs).Select(PlaceOf).Distinct().ToList();
        var rows = DependencyRules.Modules.Keys;

        places.Select(ModuleOf).Distinct().ShouldBe(rows.Where(row => ModuleOf(row) == row), ignoreOrder: true);
        rows.Where(row => !places.Exists(place => DependencyRules.IsIn(place, row))).ShouldBeEmpty("a row of a part that does not exist");
    }

    [Fact]
    public void The_dependency_rules_have_no_cycle()
    {
        var left = DependencyRules.Modules.Where(static row => row.Value is not [DependencyRules.Everything]).ToDictionary();
        while (left.Where(row => !row.Value.Any(used => left.ContainsKey(RowOf(used)))).ToList() is { Count: > 0 } free)
            foreach (var row in free) left.Remove(row.Key);

        left.Keys.ShouldBeEmpty();
    }

    [Fact]
    public void Dependencies_in_async_bodies_lambdas_generics_and_attributes_are_found()
    {
        var uses = TypeUses.In(typeof(DependencyRulesTests).Assembly.Location);
        var seen = uses.Where(use => use.User == typeof(Samples.UserOfMany).FullName).Select(use => use.Used).ToHashSet();

        seen.ShouldContain(typeof(Samples.UsedInAsyncBody).FullName);
        seen.ShouldContain(typeof(Samples.UsedInLambda).FullName);
        seen.ShouldContain(typeof(Samples.UsedAsTypeArgument).FullName);
        seen.ShouldContain(typeof(Samples.UsedAsAttribute).FullName);
        seen.ShouldContain(typeof(Samples.UsedInSignature).FullName);
        seen.ShouldNotContain(typeof(Samples.NotUsed).FullName);
    }

    private static bool IsOurs(string type) => type.StartsWith(Root, StringComparison.Ordinal) && DependencyRules.Modules.Keys.Any(module => DependencyRules.IsIn(PlaceOf(type), module));

    /// <summary>The namespace below the product's: <c>Gateway.Forwarding</c>.</summary>
    private static string PlaceOf(string type)
    {
        var place = type[Math.Min(Root.Length, type.Length)..];
        return place.LastIndexOf('.') is > 0 and var dot ? place[..dot] : place;
    }

    private static string ModuleOf(string place) => place.Split('.')[0];

    /// <summary>The row that applies to a place: that of its part, or that of its module.</summary>
    private static string RowOf(string place) =>
        DependencyRules.Modules.Keys.Where(row => DependencyRules.IsIn(place, row)).MaxBy(static row => row.Length) ?? ModuleOf(place);

    private static bool MayUse(string user, string used)
    {
        var (row, usedRow) = (RowOf(user), RowOf(used));
        if (row == usedRow || usedRow == "Primitives") return true;
        return DependencyRules.Modules[row].Any(allowed =>
            allowed == DependencyRules.Everything || (DependencyRules.IsIn(used, allowed) && usedRow.Length <= allowed.Length));
    }
}
