namespace JusInfer.Portal.Tests.Architecture;

public sealed class DoorsTests
{
    private const string Root = "JusInfer.Portal.";

    private static readonly IReadOnlySet<Use> Uses = TypeUses.In(typeof(Program).Assembly.Location);

    [Fact]
    public void Every_room_uses_only_the_rooms_it_has_a_door_to()
    {
        var broken = Uses
            .Where(use => IsOurs(use.User) && IsOurs(use.Used) && !MayUse(PlaceOf(use.User), PlaceOf(use.Used)))
            .Select(use => $"{use.User} uses {use.Used}");

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_part_of_the_gateway_uses_only_the_parts_it_has_a_door_to() => BrokenWithin("Gateway", Doors.InGateway).ShouldBeEmpty();

    [Fact]
    public void Every_dialect_uses_only_the_dialects_it_has_a_door_to() => BrokenWithin("Gateway.Dialects", Doors.InDialects).ShouldBeEmpty();

    [Fact]
    public void Every_part_of_the_gateway_stands_in_its_table()
    {
        PartsOf("Gateway").ShouldBe(Doors.InGateway.Keys, ignoreOrder: true);
        PartsOf("Gateway.Dialects").ShouldBe(Doors.InDialects.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Every_framework_stays_behind_its_wall()
    {
        var broken = Uses
            .Where(use => IsOurs(use.User))
            .Where(use => Doors.Frameworks.Any(wall => Doors.IsIn(use.Used, wall.Key) && !wall.Value.Any(room => Doors.IsIn(PlaceOf(use.User), room))))
            .Select(use => $"{use.User} uses {use.Used}");

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Rooms_that_think_touch_nothing()
    {
        var broken = Uses
            .Where(use => IsOurs(use.User))
            .Where(use => Doors.Pure.Any(room => Doors.IsIn(PlaceOf(use.User), room)) && !Doors.NotPure.Any(part => Doors.IsIn(PlaceOf(use.User), part)))
            .Where(use => Doors.Impure.Any(impure => Doors.IsIn(use.Used, impure)))
            .Select(use => $"{use.User} uses {use.Used}");

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_stands_in_the_table()
    {
        var rooms = Uses.Select(use => use.User).Where(IsOurs).Select(RoomOf).Distinct();

        rooms.ShouldBe(Doors.Of.Keys, ignoreOrder: true);
    }

    [Fact]
    public void The_reader_sees_into_async_bodies_lambdas_generics_and_attributes()
    {
        var uses = TypeUses.In(typeof(DoorsTests).Assembly.Location);
        var seen = uses.Where(use => use.User == typeof(Samples.UserOfMany).FullName).Select(use => use.Used).ToHashSet();

        seen.ShouldContain(typeof(Samples.UsedInAsyncBody).FullName);
        seen.ShouldContain(typeof(Samples.UsedInLambda).FullName);
        seen.ShouldContain(typeof(Samples.UsedAsTypeArgument).FullName);
        seen.ShouldContain(typeof(Samples.UsedAsAttribute).FullName);
        seen.ShouldContain(typeof(Samples.UsedInSignature).FullName);
        seen.ShouldNotContain(typeof(Samples.NotUsed).FullName);
    }

    private static bool IsOurs(string type) => type.StartsWith(Root, StringComparison.Ordinal) && Doors.Of.Keys.Any(room => Doors.IsIn(PlaceOf(type), room));

    /// <summary>The namespace below the product's: <c>Gateway.Forwarding</c>.</summary>
    private static string PlaceOf(string type)
    {
        var place = type[Math.Min(Root.Length, type.Length)..];
        return place.LastIndexOf('.') is > 0 and var dot ? place[..dot] : place;
    }

    private static string RoomOf(string type) => PlaceOf(type).Split('.')[0];

    /// <summary>Where a type stands below a room: <c>Streaming.Resumption</c>; empty right in the room and outside it.</summary>
    private static string PlaceWithin(string room, string type) =>
        IsOurs(type) && PlaceOf(type) is var place && Doors.IsIn(place, room) && place.Length > room.Length ? place[(room.Length + 1)..] : "";

    private static string PartOf(string room, string type) => PlaceWithin(room, type).Split('.')[0];

    private static IEnumerable<string> PartsOf(string room) =>
        Uses.Select(use => PartOf(room, use.User)).Where(part => part.Length > 0).Distinct();

    private static IEnumerable<string> BrokenWithin(string room, IReadOnlyDictionary<string, string[]> doors) => Uses
        .Select(use => (Use: use, User: PartOf(room, use.User), Used: PartOf(room, use.Used)))
        .Where(pair => pair.User.Length > 0 && pair.Used.Length > 0 && pair.User != pair.Used)
        .Where(pair => !doors[pair.User].Any(door => Doors.IsIn(PlaceWithin(room, pair.Use.Used), door)))
        .Select(pair => $"{pair.Use.User} uses {pair.Use.Used}");

    private static bool MayUse(string user, string used)
    {
        var room = user.Split('.')[0];
        if (Doors.IsIn(used, room) || Doors.IsIn(used, "Primitives")) return true;
        return Doors.Of[room].Any(door => door == Doors.Everything || Doors.IsIn(used, door));
    }
}
