using System.Text;

namespace MiniLogin.Cli.Users.Import;

/// <summary>
/// Reads the lines of a table as MySQL and its tools write them: separated by comma, tab or semicolon, with or without quotes,
/// escaped by MySQL's backslash or by doubled quotes. CSV libraries do not support MySQL's \N and escaped line breaks.
/// </summary>
internal sealed class ExportReader(TextReader text)
{
    private const int End = -1;
    private const int MaxFields = 64;

    // An unclosed quote would otherwise read the whole file into one field.
    private const int MaxField = 65_536;

    private readonly StringBuilder _field = new();
    private int? _separator;
    private int _number = 1;

    public IEnumerable<ExportedLine> Read()
    {
        while (text.Peek() != End)
        {
            var number = _number;
            var fields = ReadFields();
            if (fields is not [""])
            {
                yield return new(number, fields);
            }
        }
    }

    private List<string?>? ReadFields()
    {
        var fields = new List<string?>();
        while (fields.Count < MaxFields && TryReadField(out var field))
        {
            fields.Add(field);
            var next = Take();
            if (next is '\n' or End)
            {
                return fields;
            }

            if (!IsSeparator(next))
            {
                break;
            }
        }

        while (Take() is not ('\n' or End))
        {
        }

        return null;
    }

    private bool TryReadField(out string? field)
    {
        _field.Clear();
        if (text.Peek() != '"')
        {
            return TryReadPlain(out field);
        }

        field = TryReadQuoted() ? _field.ToString() : null;
        return field is not null;
    }

    private bool TryReadPlain(out string? field)
    {
        var isNull = false;
        while (text.Peek() is not ('\n' or End) && !IsSeparator(text.Peek()) && _field.Length < MaxField)
        {
            var c = Take();
            if (c == '\\')
            {
                isNull = _field.Length == 0 && text.Peek() == 'N';
                Append(Unescape(Take()));
            }
            else if (c != '\r' || text.Peek() != '\n')
            {
                Append(c);
            }
        }

        field = _field.ToString() is var read && (isNull && read == "N" || read == "NULL") ? null : read;
        return _field.Length < MaxField;
    }

    private bool TryReadQuoted()
    {
        Take();

        // A file escapes in one of two ways, and the first escape in a value shows which. In the other way, \ is a plain character.
        bool? isBackslashEscape = null;
        while (_field.Length < MaxField)
        {
            var c = Take();
            if (c == '"' && text.Peek() != '"')
            {
                if (text.Peek() == '\r')
                {
                    Take();
                }

                return true;
            }

            if (c == '"')
            {
                isBackslashEscape ??= false;
                Take();
            }
            else if (c == '\\' && (isBackslashEscape ??= true))
            {
                c = Unescape(Take());
            }

            if (c == End)
            {
                break;
            }

            Append(c);
        }

        return false;
    }

    /// <summary>The character that ends the first field becomes the separator of the file.</summary>
    private bool IsSeparator(int c)
    {
        if (c is ',' or '\t' or ';')
        {
            _separator ??= c;
        }

        return c == _separator;
    }

    private int Take()
    {
        var c = text.Read();
        _number += c == '\n' ? 1 : 0;
        return c;
    }

    private void Append(int c)
    {
        if (c != End)
        {
            _field.Append((char)c);
        }
    }

    /// <summary>Unescapes as LOAD DATA does. The mysql command writes \n and \t; the server writes a line break or tab after a backslash.</summary>
    private static int Unescape(int c) => c switch
    {
        '0' => '\0',
        'b' => '\b',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\x1A',
        _ => c,
    };
}
