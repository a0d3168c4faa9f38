namespace JusInfer.Portal.Tenancy;

/// <summary>How something that a person asked for ended. These four are all there are.</summary>
internal abstract record Outcome<T>
{
    private Outcome()
    {
    }

    public static implicit operator Outcome<T>(T value) => new Done(value);

    /// <summary>It was done; this came of it.</summary>
    internal sealed record Done(T Value) : Outcome<T>;

    /// <summary>Nothing was done: the input has faults, all of them named.</summary>
    internal sealed record Invalid(Faults Faults) : Outcome<T>;

    /// <summary>Nothing was done: this person may not, and the reason says who may.</summary>
    internal sealed record Forbidden(string Reason) : Outcome<T>;

    /// <summary>Nothing was done: there is no such thing, or none that this person may know of. The two are not told apart.</summary>
    internal sealed record Missing(string Reason) : Outcome<T>;
}
