# SPDX-License-Identifier: MIT
"""Writes the seed corpus of the fuzz targets to tests/fuzz/corpus/<target>/: a few tiny files each, valid and nearly valid.
Files found by a fuzzer are in the same folders; they are not written here."""

import gzip
import io
import json
import pathlib
import struct
import zipfile
import zlib

CORPUS = pathlib.Path(__file__).parent / "corpus"


def idx(shape, data, kind=8):
    return bytes([0, 0, kind, len(shape)]) + b"".join(struct.pack(">I", size) for size in shape) + data


def gz(data, level=9):
    return gzip.compress(data, level, mtime=0)


def idx_files():
    labels, images = idx((3,), b"\1\2\3"), idx((2, 2, 2), bytes(range(8)))
    return {"labels": labels, "images": images, "images_gz": gz(images), "labels_gz": gz(labels),
            "truncated": images[:-1], "longer": labels + b"x", "no_rows": idx((0, 2, 2), b""), "floats": idx((1,), b"\0" * 4, 13), "padded_gz": gz(labels) + bytes(64), "rank_2": idx((1, 2), b"\1\2\3\4", 11),
            "huge": idx((0xffffffff, 0xffffffff, 0xffffffff), b"x"), "zeros_gz": gz(idx((4, 64, 64), bytes(4 * 64 * 64)))}


def gzip_files():
    text = b"some text, some more text\n" * 4
    whole = gz(text)
    named = b"\x1f\x8b\x08\x1f\0\0\0\0\0\xff" + b"\x04\0ab\1\0name\0comment\0"
    named += struct.pack("<H", zlib.crc32(named) & 0xffff) + gz(text)[10:]
    return {"plain": text, "one_member": whole, "two_members": whole + gz(b"end"), "empty_member": gz(b""), "stored": gz(text, 0),
            "all_header_fields": named, "bomb": gz(bytes(300_000)), "truncated": whole[:-5], "magic_only": whole[:2],
            "wrong_checksum": whole[:-8] + bytes(4) + whole[-4:], "rubbish_behind": whole + b"rubbish", "empty": b""}


def tensors_header(header, data=b""):
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def sealed(header, data):
    """Adds our checksum: the CRC-32 of the file with its own digits set to zeros."""
    whole = tensors_header({"__metadata__": {"crc32": "0" * 8}, **header}, data)
    return whole.replace(b'"crc32":"00000000"', f'"crc32":"{zlib.crc32(whole):08x}"'.encode())


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def safetensors_files():
    two = {"a": tensor("F32", [2], 0, 8), "b": tensor("U8", [1, 3], 8, 11)}
    data = bytes(range(11))
    text = {"__metadata__": {"format": "pt", "b\u00e4": "\u20ac\n"}}
    whole = tensors_header({**text, **two}, data)
    every = {"s": tensor("I64", [], 0, 8), "d": tensor("F64", [1], 8, 16), "none": tensor("F32", [0, 7], 16, 16)}
    return {"two_arrays": whole, "sealed": sealed(two, data), "wrong_seal": sealed(two, data)[:-1] + b"x",
            "every_dtype": tensors_header(every, bytes(16)), "no_arrays": tensors_header({}), "truncated": whole[:-1],
            "overlap": tensors_header({"a": tensor("U8", [2], 0, 2), "b": tensor("U8", [2], 1, 3)}, b"abc"),
            "hole": tensors_header({"a": tensor("U8", [1], 1, 2)}, b"ab"), "header_too_long": b"\xff" * 8 + b"{}",
            "overflow": tensors_header({"a": tensor("F64", [2 ** 62, 2], 0, 8)}, bytes(8)),
            "half_float": tensors_header({"a": tensor("F16", [1], 0, 2)}, b"ab")}


COLUMNS = ("epoch,train_loss,train_reconstruction,train_mse,train_penalty,train_decay,kept,val_mse,val_fvu,val_l0,val_hoyer,val_n_eff,"
           "val_dead,val_always_on,val_zero_codes,val_rho_hat,val_rho_hat_min,val_rho_hat_max,val_kl")


def checkpoint(arrays, **metadata):
    """A checkpoint without a checksum, which the target adds; arrays: {name: (dtype, shape, bytes)}."""
    header, data = {"__metadata__": {"format": "sae_train checkpoint 1", "columns": COLUMNS, "config": "{}", **metadata}}, b""
    for name, (dtype, shape, content) in arrays.items():
        header[name] = tensor(dtype, shape, len(data), len(data) + len(content))
        data += content
    return tensors_header(header, data)


def checkpoint_files():
    weight = ("F32", [1, 2], struct.pack("<2f", 1, 2))
    state = {"encoder.0.weight": weight, "optimizer.step": ("F32", [], struct.pack("<f", 3)),
             "loss_sums": ("F64", [5], bytes(40))}
    row = [[epoch] + [0.5] * 5 + [25] + [0.5] * 5 + [0, 0, 0] + [0.5] * 4 for epoch in (1, 2)]
    start = {**state, "position": ("I64", [2], struct.pack("<2q", 1, 3)), "metrics": ("F64", [0, 19], b"")}
    later = {**state, "position": ("I64", [2], struct.pack("<2q", 3, 0)), "unit_rates": ("F64", [1], bytes(8)),
             "metrics": ("F64", [2, 19], struct.pack("<38d", *row[0], *row[1])), "best.encoder.0.weight": weight}
    within = {**later, "position": ("I64", [2], struct.pack("<2q", 3, 1)), "last.encoder.0.weight": weight}
    return {"start": checkpoint(start), "epochs_end": checkpoint(later), "within_an_epoch": checkpoint(within),
            "another_version": checkpoint(start, format="sae_train checkpoint 2"),
            "position_beyond": checkpoint({**start, "position": ("I64", [2], struct.pack("<2q", 1 << 62, 0))}),
            "no_last": checkpoint({**later, "position": ("I64", [2], struct.pack("<2q", 3, 1))})}


def json_files():
    return {"every_kind": b'{"a": [1, -2, 3.5e-7, true, false, null], "b": {"c": "x"}, "d": [], "e": {}}',
            "escapes": rb'["\u00e4\ud83d\ude00\n\"\\\/\b\f\r\t", "' + "\u20ac".encode() + b'"]',
            "numbers": b"[0, -0, -0.0, 1e308, 5e-324, 18446744073709551615, 18446744073709551616, -9223372036854775808]",
            "overflow": b"[1e400]", "underflow": b"[1e-400]", "repeated_key": b'{"a": 1, "\\u0061": 2}', "cut_short": b'{"a": [1, {"b":',
            "deep": b"[" * 65 + b"]" * 65, "half_a_surrogate": rb'"\ud83d"', "no_utf8": b'"\xff"', "zero_byte": b"{}\0",
            "text_behind": b"1 2", "comment": b"// x\n1", "objects_in_a_list": b"[" + b",".join([b'{"":0}'] * 12) + b"]", "byte_order_mark": b"\xef\xbb\xbf[]"}


def csv_files():
    return {"numbers": b"epoch,train_mse,val_mse\n1,0.25,0.5\n2,1e-07,-3.25e+300\n", "not_finite": b"a,b,c\nnan,inf,-inf\n",
            "windows": b"a,b\r\n1,2\r\n", "no_last_end": b"a\n1\n2", "header_only": b"a,b\n", "empty": b"", "too_few": b"a,b\n1\n",
            "repeated_name": b"a,b,a\n1,2,3\n", "quotes": b'"a",b\n1,2\n', "empty_line": b"a\n\n1\n", "words": b"a\nx\n0x1\n",
            "extremes": b"a,b\n1.7976931348623157e308,5e-324\n-0,1e400\n"}


def npy(dictionary, data=b"", version=1):
    text = dictionary.encode() + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(2 if version == 1 else 4, "little") + text + data


def npy_dictionary(descr="'<f4'", order="False", shape="(2, 1)"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


def npy_files():
    whole = npy(npy_dictionary() + " " * 60, bytes(8))
    return {"floats": whole, "doubles": npy(npy_dictionary("'<f8'", shape="(1,)"), bytes(8), 2),
            "bytes": npy(npy_dictionary("'|u1'", shape="(1, 2, 1, 1, 1, 1, 1, 1)"), b"ab", 3),
            "other_order_of_keys": npy('{"shape":(1,),"fortran_order":False,"descr":"u1"}', b"a"),
            "truncated": whole[:-1], "longer": whole + b"x", "fortran": npy(npy_dictionary(order="True"), bytes(8)),
            "big_endian": npy(npy_dictionary("'>f4'"), bytes(8)), "structured": npy(npy_dictionary("[('a', '<f4'), ('b', '|u1')]"), bytes(10)),
            "single_value": npy(npy_dictionary(shape="()"), bytes(4)), "nine_sizes": npy(npy_dictionary(shape="(1, 1, 1, 1, 1, 1, 1, 1, 1)"), bytes(4)),
            "overflow": npy(npy_dictionary(shape="(4611686018427387904, 4)")), "no_rows": npy(npy_dictionary(shape="(0, 3)")),
            "huge_header": b"\x93NUMPY\2\0\xff\xff\xff\x7f{}", "twice": npy("{'shape': (1,), 'shape': (1,)}"), "archive": b"PK\3\4",
            "int64": npy(npy_dictionary("'<i8'", shape="(2,)"), struct.pack("<2q", -1, 2 ** 53)), "beyond": npy(npy_dictionary("'>u8'", shape="(1,)"), b"\xff" * 8),
            "half": npy(npy_dictionary("'<f2'"), b"\0\x3c\0\x7c"), "bool": npy(npy_dictionary("'|b1'"), b"\0\1"), "texts": npy(npy_dictionary("'<U1'"), "a\u00e9".encode("utf-32-le")),
            "bytes_texts": npy(npy_dictionary("'|S2'"), b"abc\0"), "surrogate": npy(npy_dictionary("'>U1'"), struct.pack(">2I", 0xd800, 97)), "packed": gz(whole)}


def npz(members, method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def npz_files():
    one, two = npz({"X.npy": b"abc"}), npz({"X.npy": bytes(100), "y.npy": b"y"}, zipfile.ZIP_DEFLATED)
    entry = one.index(b"PK\1\2")
    return {"stored": one, "deflated": two, "comment": one[:-2] + b"\4\0PK\5\6", "truncated": two[:-30], "other": npz({"a.txt": b"a"}), "empty": npz({}),
            "encrypted": one[:entry + 8] + b"\1" + one[entry + 9:], "zip64": one[:entry + 24] + b"\xff" * 4 + one[entry + 28:],
            "far": one[:entry + 42] + b"\xff\xff\xff\x7f" + one[entry + 46:]}


def table_files():
    return {"iris": b"sepal,petal,y\n5.1,0.2,setosa\n6.3,2.5,virginica\n", "no_header": b"1,-2.5,3\n+4,5e-1,0\n", "tabs": b"a\ty\n1.5\t2\n-3\t1\n",
            "semicolons": b"a;y\r\n1;2\r\n3;4\r\n\r\n", "quotes": b'"a, ""b""\n","y"\n"1","x, y"\n" 2 ",""""\n', "byte_order_mark": b"\xef\xbb\xbfx,y\n1,2\n",
            "spaces": b" 1 , 2 \n 3,4  \n \n", "ragged": b"1,2\n3\n4,5,6\n", "missing": b"x,y\n,1\nNA,nan\n-inf,?\n", "hole_in_first_row": b"1,,3\n4,5,6\n",
            "blank_line": b"1,2\n\n3,4\n", "open_quote": b'1,"2\n3,4\n', "behind_quotes": b'1,"2"3\n', "within": b'1,2"3"\n', "lone_name": b"0,y\n1,2\n3,4\n",
            "labels_alone": b"y\n3\n0\n65535\n", "extremes": b"1.7976931348623157e308,5e-324\n-0,1e400\n", "utf16": "x,y\n1,2\n".encode("utf-16"), "empty": b"",
            "many_names": b"a," * 200 + b"b\n", "comments": b"# by me\n# a,y\n1,2\n# x\n3,4\n", "white_space": b" 1.5   2\n3 4 \n", "repeated_tabs": b"1\t\t2\n3\t4\n",
            "open_rows": b"a,y,\n1,2,\n", "bars": b"1|2\n", "index": b",a,y\n0,5,1\n1,6,2\n", "many_labels": b"".join(b"%c\n" % c for c in range(97, 123)), "classes_by_value": b"1,3\n2,3.0\n3,+1\n", "old_mac": b"1,2\r3,4\r"}


def arff_files():
    head = b"@relation r\n@attribute x real\n@attribute k {a,'b c'}\n@attribute s string\n@data\n"
    return {"dense": head + b"1.5,a,'x y'\n-2,'b c',?\n", "sparse": head + b"{0 1, 2 x}\n{1 'b c',2\t?}\n", "weights": head + b"1,a,x,{0.5}\n{2 x} {2}\n",
            "escapes": head + rb"""1,a,'it\'s\n\u00e9\101\q'""" + b"\n", "dates": b"@ATTRIBUTE d DATE \"yyyy-MM-dd'T'HH:mm\"\n@DATA\n2001-01-01T00:00\n",
            "ranges": b"@attribute x real [0, 1]\n@attribute y integer {2}\n@data\n0 1\n", "windows": b"\xef\xbb\xbf% by me\r\n@attribute a{x}\r\n@data % rows\r\nx\r\n",
            "old_mac": b"@attribute\ta\tnumeric\r@data\r+1\r", "relational": b"@attribute b relational\n@attribute x real\n@end b\n@data\n", "no_data": head[:-6] + b"1,a,x\n",
            "no_rows": head, "no_attributes": b"@data\n1\n", "twice": b"@attribute a real\n@attribute a real\n@data\n1,2\n", "repeated_value": b"@attribute a {x,x}\n@data\nx\n",
            "undeclared": head + b"1,c,x\n", "not_finite": head + b"nan,a,x\n", "too_few": head + b"1,a\n", "too_many": head + b"1,b c,x,y\n", "open_quote": head + b"1,'a,x\n",
            "within": head + b"1,a,don't\n", "latin_1": head + b"1,a,\xe9\n", "beyond": head + b"{3 1}\n", "descending": head + b"{1 a, 0 1}\n", "absent_text": head + b"{0 1}\n",
            "open_row": head + b"{2 x\n", "utf16": "@data\n".encode("utf-16"), "empty": b"", "many_values": b"@attribute a {" + b",".join(b"%c" % c for c in range(97, 123)) + b"}\n@data\n{}\n"}


def svmlight_files():
    return {"classes": b"-1 1:0.5 3:2\n+1 2:-4e-1 4:1\n", "from_zero": b"1 0:1 3:2\n2 1:3\n", "zeros": b"1\n2 2:5\n3 # none\n", "multi_label": b"1,3 4:0.5\n3,1 1:1\n2 1:1\n",
            "queries": b"3 qid:1 1:1 2:0 # a\n2 qid:-1 1:+1\n", "comments": b"# by me\r\n\r\n1 1:1 # x\r\n#\r\n2\t2:1\t\r\n", "byte_order_mark": b"\xef\xbb\xbf1 1:1\n", "old_mac": b"1 1:1\r2 2:1\r",
            "targets": b"24 1:1\n21.6 1:2\n", "twice": b"1 2:1 2:3\n", "disorder": b"1 2:1 1:3\n", "no_label": b"1 1:1\n 1:1 2:2\n", "labels_alone": b"1\n2\n", "words": b"a 1:1\n", "empty": b"", "far": b"1 2147483646:1\n",
            "beyond": b"1 4294967296:1\n", "not_finite": b"1 1:nan 2:inf\n", "extremes": b"1e15 1:1.7976931348623157e308 2:5e-324\n-0 1:-0 2:1e400\n", "times": b"1 12:30 13:45\n2 9:05 10:15\n",
            "many_labels": b"".join(b"%d\n" % i for i in range(100)) + b"1 1:1\n", "large_labels": b"100000 1:1\n9007199254740993 1:1\n1e300,2 1:1\n", "utf16": "1 1:1\n".encode("utf-16"), "cut": b"1 1:1\n1 2:0.5 3"}


def config_files():
    run = {"schema": 1, "config": {"epochs": 3, "lr": 0.001, "layers": [64, 16], "valid": None, "add_sparse": True},
           "provenance": {"version": "0.1.0"}}
    every = {"add_sparse": True, "beta": 0.001, "rho": 0.05, "penalty": "kl", "lambda": 5e-07, "epochs": 10, "batch_size": 64,
             "optimizer": "sgd", "lr": 0.002, "momentum": 0.5, "loss": "bce", "seed": 0, "init_from": "x.safetensors", "threads": 2,
             "device": "auto", "layers": "512,64", "activation": "relu", "code_activation": "sigmoid", "output_activation": "sigmoid",
             "tied": False, "data": "d", "clip": True, "valid": 0.1, "limit": 100, "limit_valid": "all", "out": "r", "force": "no", "resume": "r",
             "checkpoint_every": 60, "images_every": 5, "progress": "off", "log_level": "info", "preset": "tutorial-l1"}
    files = {"run": run, "every_option": every, "preset": {"preset": "tutorial-kl", "epochs": 2}, "penalty_l1": {"penalty": "l1"},
             "unknown": {"epohcs": 3}, "bad_values": {"epochs": 0, "lr": "nan", "rho": 2, "layers": [0, -1], "seed": -1},
             "object": {"epochs": {}}, "list_in_list": {"layers": [[1]]}, "control_in_name": {"\u001b[31m": []}, "schema_2": {"schema": 2},
             "integer_as_float": {"epochs": 3.0, "limit": 1e3, "threads": "auto"}}
    return {name: json.dumps(content).encode() for name, content in files.items()}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows, depth=8, kind=0, extra=b"", interlace=0):
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b""))


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(frame, components, scans, side=8):
    """All quantisers 8; one DC code (category 7) and the AC codes "end of block" and "1 after no zeros"."""
    quantisers = segment(0xdb, b"\0" + b"\x08" * 64)
    dc = segment(0xc4, b"\0\1" + bytes(15) + b"\7")
    ac = segment(0xc4, b"\x10\1\1" + bytes(14) + b"\0\1")
    sizes = struct.pack(">BHHB", 8, side, side, len(components)) + b"".join(components)
    return b"\xff\xd8" + quantisers + segment(frame, sizes) + dc + ac + b"".join(scans) + b"\xff\xd9"


def scan(components, first, last, bits, data):
    return segment(0xda, bytes([len(components)]) + b"".join(bytes([c, 0]) for c in components) + bytes([first, last, bits])) + data


def png_files():
    palette, clear = chunk(b"PLTE", b"\xff\0\0\0\0\xff"), chunk(b"tRNS", b"\x80")
    filters = b"".join(bytes([kind]) + bytes(range(6)) for kind in range(5))
    grey = png(2, 2, b"\0\x0a\x14\0\x1e\xff")
    return {"grey": grey, "rgb_all_filters": png(2, 5, filters, kind=2), "grey_alpha": png(1, 1, b"\0\7\x80", kind=4),
            "rgba_16": png(1, 1, bytes(9), depth=16, kind=6), "palette": png(2, 1, b"\0\0\1", kind=3, extra=palette),
            "palette_alpha_1_bit": png(9, 1, b"\0\xaa\x80", depth=1, kind=3, extra=palette + clear),
            "interlaced": png(3, 3, b"\0\1" + b"\0\2" + b"\0\3\4" + b"\0\5" * 2 + b"\0\6\7\x08", interlace=1),
            "too_large": png(16384, 16384, b"\0"), "more_than_it_holds": png(4000, 4000, b"\0\0"), "truncated": grey[:-20]}


def jpeg_files():
    one, three = [b"\1\x11\0"], [b"\1\x22\0", b"\2\x11\0", b"\3\x11\0"]
    four = [bytes([number]) + b"\x11\0" for number in (1, 2, 3, 4)]
    return {"grey": jpeg(0xc0, one, [scan([1], 0, 63, 0, b"\x48\x7f")]),
            "420": jpeg(0xc0, three, [scan([1, 2, 3], 0, 63, 0, b"\x48\x7f" * 6)], side=16),
            "progressive": jpeg(0xc2, one, [scan([1], 0, 0, 1, b"\x48"), scan([1], 1, 5, 0, b"\x7f"), scan([1], 0, 0, 16, b"\x80")]),
            "cmyk": jpeg(0xc0, four, [scan([1, 2, 3, 4], 0, 63, 0, b"\x48\x24\x12\x09\x0f")]),
            "ycck": jpeg(0xc0, four, [segment(0xee, b"Adobe\0\x64\0\0\0\0\2") + scan([1, 2, 3, 4], 0, 63, 0, b"\x48\x24\x12\x09\x0f")]),
            "restart": jpeg(0xc0, one, [segment(0xdd, b"\0\1") + scan([1], 0, 63, 0, b"\x48\x7f\xff\xd0\x48\x7f")], side=16)}


def bmp(bits, rows, tables=b"", width=9, height=2, compression=0, used=0, header=40, pixels_at=None):
    """A BMP with the header of OS/2 (12 bytes) or of Windows, filled with zeros to its length."""
    if header == 12:
        info = struct.pack("<IHHHH", header, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, 0, 0, 0, used, 0)
    if pixels_at is None:
        pixels_at = 14 + header + len(tables)
    return struct.pack("<2sIII", b"BM", 0, 0, pixels_at) + info + bytes(header - len(info)) + tables + rows


def bmp_files():
    two, masks, rows = b"\1\2\3\0\4\5\6\0", struct.pack("<3I", 0xf800, 0x7e0, 0x1f), b"\xaa\x80\0\0" * 2
    return {"bits_1": bmp(1, rows, two), "bits_4": bmp(4, bytes(range(16)), two * 8), "bits_8": bmp(8, bytes(range(8)), two * 4, width=3, used=8),
            "bits_16": bmp(16, rows * 5), "bits_24": bmp(24, bytes(range(28)) * 2), "bits_32": bmp(32, bytes(range(72))),
            "masks": bmp(16, rows * 5, masks, compression=3), "v5": bmp(32, bytes(72), header=124), "grey": bmp(1, rows, b"\7\7\7\0\x08\x08\x08\0"),
            "os2": bmp(1, rows, b"\1\2\3\4\5\6", header=12), "os2_version_2": bmp(24, bytes(56), header=64), "downwards": bmp(1, rows, two, height=-2),
            "gap": bmp(24, bytes(56), bytes(5)), "colour_outside": bmp(8, b"\1\2\3\4", two, width=4, height=1), "rle": bmp(8, b"\1\0\0\1", two, compression=1),
            "masks_overlap": bmp(32, bytes(72), masks[:8] + masks[:4], compression=3), "truncated": bmp(24, bytes(55)), "least_height": bmp(24, b"", height=-1 << 31),
            "pixels_in_header": bmp(24, bytes(56), pixels_at=20), "too_large": bmp(1, rows, two, width=16384, height=16384)}


def pnm_files():
    return {"p1": b"P1\n# black\n3 2\n101\n0 1 0\n", "p2": b"P2 2 1 255 7 255\n", "p3": b"P3 1 1 9 1 5 9", "p4": b"P4 9 2 \xaa\x80\x55\0", "p5": b"P5\n2 2\n255\nabcd",
            "p6": b"P6 1 2 255 abcdef", "p5_16": b"P5 1 2 65535\nabcd", "p2_16": b"P2 2 1 1000 999 1000", "p6_maxval": b"P6 1 1 3 \0\1\3",
            "comments": b"P5# a\n#b\r1 # c\n1 255# d\nx\n", "two_images": b"P5 1 1 255 aP5 1 1 255 b", "truncated": b"P5 2 2 255 abc", "beyond_maxval": b"P2 1 1 9 10",
            "maxval_0": b"P5 1 1 0 a", "negative": b"P2 -1 1 255 1", "too_large": b"P4 16384 16384 x", "long_number": b"P5 99999999999 1 255 x", "pam": b"P7\n"}


def tiff(order, orientation, kind=3):
    """A TIFF structure with one directory: the width and the orientation."""
    entries = struct.pack(order + "HHIIHHIHH", 0x100, 4, 1, 64, 0x112, kind, 1, orientation, 0)
    return (b"II" if order == "<" else b"MM") + struct.pack(order + "HIH", 42, 8, 2) + entries + bytes(4)


def exif_files():
    little, big = tiff("<", 6), tiff(">", 8)
    whole = b"\xff\xd8" + segment(0xe0, b"JFIF\0") + segment(0xe1, b"Exif\0\0" + big)
    return {"little": little, "big": big, "long": tiff("<", 6, kind=4), "beyond": tiff("<", 9), "jpeg": whole, "truncated": whole[:-12],
            "fill": b"\xff\xd8\xff" + segment(0xe1, b"Exif\0\0" + little), "none": b"\xff\xd8" + segment(0xda, b"")}


def mat_data(kind, data, order="<"):
    return struct.pack(order + "II", kind, len(data)) + data + bytes(-len(data) % 8)


def mat_variable(name, shape, values, flags=6, order="<"):
    """flags: the class, 0x200 for logical, 0x800 for complex."""
    return mat_data(14, mat_data(6, struct.pack(order + "II", flags, 0), order) + mat_data(5, struct.pack(f"{order}{len(shape)}i", *shape), order)
                    + mat_data(1, name, order) + values, order)


def mat(*variables, order="<", version=0x100):
    mark = b"IM" if order == "<" else b"MI"
    return b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(order + "H", version) + mark + b"".join(variables)


def mat_packed(variable, order="<"):
    packed = zlib.compress(variable, 9)
    return struct.pack(order + "II", 15, len(packed)) + packed


def mat_files():
    single = mat_variable(b"X", (2, 2), mat_data(7, struct.pack("<4f", 1.5, 2, 3, 4)), flags=7)
    small, big = b"\2\0\3\0abc\0", mat_variable(b"X", (1, 2), mat_data(9, bytes(16), ">"), order=">")
    zeros = mat_variable(b"Z", (64, 64), mat_data(2, bytes(64 * 64)))
    matlab_4 = struct.pack("<5I", 0, 1, 1, 0, 2) + b"a\0" + bytes(8)
    archive = npz({"[Content_Types].xml": b"a", "xl/workbook.xml": b"b"})
    return {"single": mat(single), "packed": mat(mat_packed(single)), "big_endian": mat(big, order=">"), "packed_big": mat(mat_packed(big, ">"), order=">"),
            "small": mat(mat_variable(b"X", (3, 1), small)), "several": mat(single, mat_packed(mat_variable(b"y", (3, 1), small, flags=0x209))), "zeros": mat(mat_packed(zeros)),
            "logical": mat(mat_variable(b"b", (1, 2), mat_data(2, b"\0\1"), flags=0x209)), "int64": mat(mat_variable(b"i", (1, 2), mat_data(12, struct.pack("<2q", -1, 2 ** 53)), flags=14)),
            "beyond": mat(mat_variable(b"i", (1, 1), mat_data(13, b"\xff" * 8), flags=15)), "negative": mat(mat_variable(b"i", (1, 2), mat_data(1, b"\xff\1"), flags=9)),
            "fraction": mat(mat_variable(b"i", (1, 1), mat_data(7, struct.pack("<f", 1.5)), flags=12)), "complex": mat(mat_variable(b"z", (1, 1), small * 2, flags=0x806)),
            "others": mat(*(mat_variable(b"v", (1, 1), b"", flags=code) for code in (1, 2, 3, 4, 5, 16))), "object": mat(mat_data(14, mat_data(6, struct.pack("<II", 17, 0)) + mat_data(1, b"t"))),
            "no_name": mat(mat_variable(b"", (1, 1), small, flags=9)), "empty": mat(mat_variable(b"e", (0, 0), mat_data(9, b""))), "none": mat(),
            "too_few": mat(mat_variable(b"X", (2, 2), small)), "overflow": mat(mat_variable(b"X", (2 ** 31 - 1,) * 3, small)), "negative_size": mat(mat_variable(b"X", (-1, 2), small)),
            "truncated": mat(single)[:-1], "bomb": mat(mat_packed(struct.pack("<II", 14, 2 ** 32 - 1))), "wrong_checksum": mat(mat_packed(single)[:-1] + b"x"),
            "matlab_4": matlab_4, "matlab_73": mat(version=0x200), "hdf5": b"\x89HDF\r\n\x1a\n", "xlsx": archive, "pytorch": npz({"a/data.pkl": b"a"}), "parquet": b"PAR1\x15"}


def main():
    targets = {"arff": arff_files(), "idx": idx_files(), "gzip": gzip_files(), "safetensors": safetensors_files(),
               "checkpoint": checkpoint_files(), "json": json_files(), "csv": csv_files(), "exif": exif_files(),
               "config": config_files(), "mat": mat_files(), "npy": npy_files(), "npz": npz_files(), "jpeg": jpeg_files(), "png": png_files(),
               "svmlight": svmlight_files(), "table": table_files(),
               "bmp": bmp_files(), "pnm": pnm_files()}
    for target, files in targets.items():
        (CORPUS / target).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (CORPUS / target / name).write_bytes(content)


if __name__ == "__main__":
    main()
