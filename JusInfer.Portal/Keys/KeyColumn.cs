namespace JusInfer.Portal.Keys;

/// <summary>A field of <see cref="KeyTerms"/> as it is stored, recorded in the audit log and shown by the API.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Description">What the description of the API says.</param>
internal abstract record KeyColumn(string Name, string Description)
{
    /// <summary>The name in the API and in the audit log.</summary>
    public string Field { get; init; } = Name;

    /// <summary>Whether another column shows the field.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether it is set when the key is minted, and never changed.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether it can name a person, so that the audit log can forget it.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Whether each key has a value. It is read of columns whose type could be null.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The value of keys that nodes of releases without the column have minted; null if they have none.</summary>
    public object? Default { get; init; }

    /// <summary>What is shown, if it is not the stored value.</summary>
    public Func<KeyTerms, object?>? Shown { get; init; }

    /// <summary>A text, a list of texts, a number, an amount, a boolean or <see cref="KeyScope"/>.</summary>
    public abstract Type Type { get; }

    public abstract object? StoredOf(KeyTerms terms);

    public abstract KeyTerms With(KeyTerms terms, object? stored);

    public abstract void Accept(IKeyColumnVisitor visitor);

    /// <summary>The value that people see, of one of the types that are stored.</summary>
    public object? ShownOf(KeyTerms terms) => Shown is { } shown ? shown(terms) : StoredOf(terms);
}

/// <summary>A column with the type of its values.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Description">What the description of the API says.</param>
/// <param name="Get">Reads the stored value.</param>
/// <param name="Set">The terms with a stored value.</param>
internal sealed record KeyColumn<T>(string Name, string Description, Func<KeyTerms, T> Get, Func<KeyTerms, T, KeyTerms> Set)
    : KeyColumn(Name, Description)
{
    public override Type Type => typeof(T);

    public override object? StoredOf(KeyTerms terms) => Get(terms);

    public override KeyTerms With(KeyTerms terms, object? stored) => Set(terms, (T)stored!);

    public override void Accept(IKeyColumnVisitor visitor) => visitor.Visit(this);
}

/// <summary>Does with a column what depends on the type of its values.</summary>
internal interface IKeyColumnVisitor
{
    void Visit<T>(KeyColumn<T> column);
}
