using System.Collections.Immutable;
using JusInfer.Portal.Gateway.FaultInjection;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

public sealed class InjectedFaultSyntaxTests
{
    private static readonly Dictionary<string, ImmutableArray<InjectedFault>> Valid = new()
    {
        ["cut@300"] = [new InjectedFault.StreamFault(FaultKind.Cut, 300)],
        ["cut@0"] = [new InjectedFault.StreamFault(FaultKind.Cut, 0)],
        ["cut@1000000"] = [new InjectedFault.StreamFault(FaultKind.Cut, 1_000_000)],
        ["cut@300x2"] = [new InjectedFault.StreamFault(FaultKind.Cut, 300) { Times = 2 }],
        ["stall@7"] = [new InjectedFault.StreamFault(FaultKind.Stall, 7)],
        ["malformed@300x9"] = [new InjectedFault.StreamFault(FaultKind.Malformed, 300) { Times = 9 }],
        ["429"] = [new InjectedFault.ErrorStatus(429)],
        ["429x2"] = [new InjectedFault.ErrorStatus(429) { Times = 2 }],
        ["500,502,503,529"] = [new InjectedFault.ErrorStatus(500), new InjectedFault.ErrorStatus(502), new InjectedFault.ErrorStatus(503), new InjectedFault.ErrorStatus(529)],
        ["slow-first=5s"] = [new InjectedFault.SlowStart(TimeSpan.FromSeconds(5))],
        ["slow-first=500ms"] = [new InjectedFault.SlowStart(TimeSpan.FromMilliseconds(500))],
        ["slow-first=60s"] = [new InjectedFault.SlowStart(TimeSpan.FromSeconds(60))],
        [" 429x2 ,cut@300,  slow-first=0s"] = [new InjectedFault.ErrorStatus(429) { Times = 2 }, new InjectedFault.StreamFault(FaultKind.Cut, 300), new InjectedFault.SlowStart(TimeSpan.Zero)],
    };

    public static TheoryData<string> Lists => [.. Valid.Keys];

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_valid_list_is_parsed(string list)
    {
        var (faults, invalidItem) = InjectedFaultSyntax.Read(list);

        invalidItem.ShouldBeNull();
        faults.ShouldBe(Valid[list]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(",", "")]
    [InlineData("cut@300,", "")]
    [InlineData("cut", "cut")]
    [InlineData("cut@", "cut@")]
    [InlineData("cut@-1", "cut@-1")]
    [InlineData("cut@+1", "cut@+1")]
    [InlineData("cut@ 1", "cut@ 1")]
    [InlineData("cut@1.5", "cut@1.5")]
    [InlineData("cut@1000001", "cut@1000001")]
    [InlineData("cut@99999999999999999999", "cut@99999999999999999999")]
    [InlineData("cut@300x0", "cut@300x0")]
    [InlineData("cut@300x10", "cut@300x10")]
    [InlineData("cut@300x", "cut@300x")]
    [InlineData("cut@300xx2", "cut@300xx2")]
    [InlineData("cut@300@2", "cut@300@2")]
    [InlineData("Cut@300", "Cut@300")]
    [InlineData("@300", "@300")]
    [InlineData("429@300", "429@300")]
    [InlineData("429 x2", "429 x2")]
    [InlineData("404", "404")]
    [InlineData("401x2", "401x2")]
    [InlineData("slow-first", "slow-first")]
    [InlineData("slow-first=", "slow-first=")]
    [InlineData("slow-first=s", "slow-first=s")]
    [InlineData("slow-first=ms", "slow-first=ms")]
    [InlineData("slow-first=5", "slow-first=5")]
    [InlineData("slow-first=61s", "slow-first=61s")]
    [InlineData("slow-first=60001ms", "slow-first=60001ms")]
    [InlineData("slow-first=-5s", "slow-first=-5s")]
    [InlineData("slow-first=5sx2", "slow-first=5sx2")]
    [InlineData("cut@300;429", "cut@300;429")]
    [InlineData("cut@300,latency=5,429", "latency=5")]
    [InlineData("1,1,1", "1")]
    [InlineData("429,429,429,429,429,429,429,429,4", "4")]
    public void The_first_invalid_item_is_returned(string list, string item)
    {
        var (faults, invalidItem) = InjectedFaultSyntax.Read(list);

        invalidItem.ShouldBe(item);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Parsing_never_throws()
    {
        string[] fragments = ["cut", "stall", "malformed", "slow-first", "429", "500", "@", "x", "=", ",", " ", "s", "ms", "0", "9", "300", "2147483648", "-", "é", "\0", "٣"];
        var random = new Random(4);
        var valid = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var list = string.Concat(random.GetItems(fragments, random.Next(1, 8)));
            var (faults, invalidItem) = InjectedFaultSyntax.Read(list);
            faults.IsEmpty.ShouldBe(invalidItem is not null);
            if (invalidItem is null) valid++;
        }

        valid.ShouldBeInRange(100, 100_000); // the random input has both valid and invalid lists
    }
}
