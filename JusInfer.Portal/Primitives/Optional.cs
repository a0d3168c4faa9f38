using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Primitives;

/// <summary>A field of a request that can be absent, as distinct from being present with the value null. The default is absent.</summary>
[JsonConverter(typeof(OptionalJsonConverter))]
internal readonly record struct Optional<T>(T Value) : IOptional
{
    public bool HasValue { get; } = true;

    object? IOptional.Value => Value;

    public static implicit operator Optional<T>(T value) => new(value);

    /// <summary>The value where present, otherwise <paramref name="current"/>.</summary>
    public T Or(T current) => HasValue ? Value : current;
}

/// <summary>An <see cref="Optional{T}"/> of any type.</summary>
internal interface IOptional
{
    bool HasValue { get; }

    object? Value { get; }
}
