namespace JusInfer.Portal.Tests.Architecture;

public sealed class DependencyRulesTests
{
    private const string Root = "JusInfer.Portal.";

    private static readonly IReadOnlySet<Use> Uses = TypeUses.In(typeof(Program).Assembly.Location);

    [Fact]
    public void A_module_uses_only_the_modules_it_may_use()
    {
        var broken = Uses
            .Where(use => IsOurs(use.User) && IsOurs(use.Used) && !MayUse(PlaceOf(use.User), PlaceOf(use.Used)))
            .Select(use => $"{use.User} uses {use.Used}");

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void A_part_of_the_gateway_uses_only_the_parts_it_may_use() => BrokenWithin("Gateway", DependencyRules.GatewayParts).ShouldBeEmpty();

    [Fact]
    public void A_dialect_uses_only_the_dialects_it_may_use() => BrokenWithin("Gateway.Dialects", DependencyRules.DialectParts).ShouldBeEmpty();

    [Fact]
    public void Every_part_of_the_gateway_has_a_dependency_rule()
    {
        PartsOf("Gateway").ShouldBe(DependencyRules.GatewayParts.Keys, ignoreOrder: true);
        PartsOf("Gateway.Dialects").ShouldBe(DependencyRules.DialectParts.Keys, ignoreOrder: true);
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
        var modules = Uses.Select(use => use.User).Where(IsOurs).Select(ModuleOf).Distinct();

        modules.ShouldBe(DependencyRules.Modules.Keys, ignoreOrder: true);
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

    private static string ModuleOf(string type) => PlaceOf(type).Split('.')[0];

    /// <summary>The namespace of a type below a module: <c>Streaming.Resumption</c>; empty in the module's own namespace and outside it.</summary>
    private static string PlaceWithin(string module, string type) =>
        IsOurs(type) && PlaceOf(type) is var place && DependencyRules.IsIn(place, module) && place.Length > module.Length ? place[(module.Length + 1)..] : "";

    private static string PartOf(string module, string type) => PlaceWithin(module, type).Split('.')[0];

    private static IEnumerable<string> PartsOf(string module) =>
        Uses.Select(use => PartOf(module, use.User)).Where(part => part.Length > 0).Distinct();

    private static IEnumerable<string> BrokenWithin(string module, IReadOnlyDictionary<string, string[]> rules) => Uses
        .Select(use => (Use: use, User: PartOf(module, use.User), Used: PartOf(module, use.Used)))
        .Where(pair => pair.User.Length > 0 && pair.Used.Length > 0 && pair.User != pair.Used)
        .Where(pair => !rules[pair.User].Any(allowed => DependencyRules.IsIn(PlaceWithin(module, pair.Use.Used), allowed)))
        .Select(pair => $"{pair.Use.User} uses {pair.Use.Used}");

    private static bool MayUse(string user, string used)
    {
        var module = user.Split('.')[0];
        if (DependencyRules.IsIn(used, module) || DependencyRules.IsIn(used, "Primitives")) return true;
        return DependencyRules.Modules[module].Any(allowed => allowed == DependencyRules.Everything || DependencyRules.IsIn(used, allowed));
    }
}
