namespace JusInfer.E2E.Infrastructure;

/// <summary>Somebody who signs up.</summary>
internal sealed record Person(string Email, string Password, string Team)
{
    private static int count;

    /// <summary>Nobody has met this one before.</summary>
    public static Person New(string name = "ada")
    {
        var number = Interlocked.Increment(ref count);
        return new Person($"{name}.{number}@example.com", Secrets.Plant("password", $"correct horse {Guid.NewGuid():N}"), $"Team {name} {number}");
    }
}
