namespace JusInfer.E2E.Infrastructure;

/// <summary>A person who signs up.</summary>
internal sealed record Person(string Email, string Password, string Team)
{
    private static int count;

    /// <summary>A person with a new address and a new team name.</summary>
    public static Person New(string name = "ada")
    {
        var number = Interlocked.Increment(ref count);
        return new Person($"{name}.{number}@example.com", Secrets.Register("password", $"correct horse {Guid.NewGuid():N}"), $"Team {name} {number}");
    }
}
