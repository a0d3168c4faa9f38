using System.Diagnostics.CodeAnalysis;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// A value, or the error that prevented it. The one type for expected outcomes: exceptions are for bugs, and for unwinding inside a parser.
/// </summary>
/// <remarks>The default value is neither and must not be used.</remarks>
public readonly record struct Result<TValue, TError>
    where TError : class
{
    private readonly TValue value;

    private Result(TValue value, TError? error) => (this.value, Error) = (value, error);

    /// <summary>Null if there is a value.</summary>
    public TError? Error { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is an error instead.</exception>
    public TValue Value => Error is null ? value : throw new InvalidOperationException($"The result is an error: {Error}");

    public static implicit operator Result<TValue, TError>(TValue value) => new(value, null);

    public static implicit operator Result<TValue, TError>(TError error) => new(default!, error);

    /// <returns>True with the value, false with the error.</returns>
    public bool TryGet([MaybeNullWhen(false)] out TValue result, [NotNullWhen(false)] out TError? error)
    {
        (result, error) = (value, Error);
        return Error is null;
    }

    /// <summary>The same outcome with the value converted.</summary>
    public Result<TOther, TError> Map<TOther>(Func<TValue, TOther> convert) => Error is null ? convert(value) : Error;
}
